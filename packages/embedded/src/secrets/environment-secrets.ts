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
 * Credentials of outputs and feeds in environment variables: `outputs/slack/soc-triage` is
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

/** Kinds of secrets and how the names of their variables begin. */
const kinds: readonly (readonly [pattern: RegExp, prefix: string])[] = [
  [/^outputs\/([^/]+\/.+)$/s, 'OUTPUT'],
  [/^threat_intel\/(.+)$/s, 'THREAT_INTEL'],
  [/^(threat_intel_downloader_api_creds)$/, ''],
];

/**
 * `outputs/slack/soc-triage` → `STREAMALERT_OUTPUT_SLACK_SOC_TRIAGE`, `threat_intel/acme` → `STREAMALERT_THREAT_INTEL_ACME`;
 * `undefined` for names of other secrets.
 */
export function variableName(secret: string): string | undefined {
  for (const [pattern, prefix] of kinds) {
    const rest = pattern.exec(secret)?.[1];
    if (rest === undefined) continue;
    const words = ['STREAMALERT', prefix, rest].filter((word) => word !== '');
    return words
      .join('_')
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '_');
  }
  return undefined;
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
