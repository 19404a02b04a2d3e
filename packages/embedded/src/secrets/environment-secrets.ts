import { parseJson, type SecretStore } from '@streamalert/core';
import { SecretError } from '../errors.ts';
import { toFields } from './secret-fields.ts';

/** Options of {@link createEnvironmentSecrets}. */
export interface EnvironmentSecretsOptions {
  /** As `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names that `list` may find. Names of variables cannot be turned back into names of secrets. */
  readonly names?: readonly string[];
}

/**
 * Output credentials in environment variables: `outputs/slack/soc-triage` is
 * `STREAMALERT_OUTPUT_SLACK_SOC_TRIAGE='{"url":"https://…"}'`. It cannot be written.
 */
export function createEnvironmentSecrets({ environment, names = [] }: EnvironmentSecretsOptions): SecretStore {
  const valueOf = (name: string): string | undefined => {
    const variable = variableName(name);
    return variable === undefined ? undefined : environment[variable];
  };
  const refusal = async (name: string): Promise<never> => {
    throw new SecretError(
      `${variableName(name) ?? name} is kept in the environment, which cannot be changed from here`,
    );
  };
  return {
    async get(name) {
      const value = valueOf(name);
      return value === undefined ? undefined : parseFields(value, variableName(name) as string);
    },
    put: refusal,
    async list() {
      return names.filter((name) => valueOf(name) !== undefined).sort();
    },
    delete: refusal,
  };
}

const outputName = /^outputs\/([^/]+)\/(.+)$/s;

/** `outputs/slack/soc-triage` → `STREAMALERT_OUTPUT_SLACK_SOC_TRIAGE`; `undefined` for names of other secrets. */
export function variableName(secret: string): string | undefined {
  const parts = outputName.exec(secret);
  if (parts === null) return undefined;
  return `STREAMALERT_OUTPUT_${parts[1]}_${parts[2]}`.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

function parseFields(value: string, variable: string): Readonly<Record<string, string>> {
  const fields = toFields(parseOrNothing(value));
  if (fields === undefined) throw new SecretError(`${variable} must be a JSON object of texts, e.g. {"url":"…"}`);
  return fields;
}

/** The error of a failed parse quotes the text, so it is not kept as a cause. */
function parseOrNothing(value: string): unknown {
  try {
    return parseJson(value);
  } catch {
    return undefined;
  }
}
