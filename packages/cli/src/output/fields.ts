import type { CredentialField, OutputService } from '@streamalert/outputs';
import { UsageError } from '../errors.ts';
import { checkedDescriptor } from './target.ts';

/** What somebody gave for one output. */
export interface GivenOutput {
  readonly descriptor: string;
  /** What stands beside the descriptor in `outputs.json`. */
  readonly value?: string;
  readonly credentials: Readonly<Record<string, string>>;
}

/** The name of the value beside a descriptor: that of 3.5 for AWS, `value` for others. */
export const valueName = ({ service }: OutputService): string => (service.startsWith('aws-') ? 'aws_value' : 'value');

/** Everything that is asked for, in its order. */
export function askedFields(service: OutputService, withDescriptor: boolean): readonly CredentialField[] {
  const plain = (name: string, description: string): CredentialField => ({ name, description, mask: false });
  return [
    ...(withDescriptor ? [plain('descriptor', 'a name for the output, that rules use: service:descriptor')] : []),
    ...(service.value === undefined ? [] : [plain(valueName(service), service.value.description)]),
    ...service.credentials,
  ];
}

/**
 * Checks what was given for one output.
 *
 * @returns Every problem, none of which repeats a value; or what was given, without empty fields.
 */
export function checkFields(
  service: OutputService,
  fields: Readonly<Record<string, unknown>>,
):
  | { readonly problems: readonly string[]; readonly given?: undefined }
  | { readonly problems?: undefined; readonly given: GivenOutput } {
  const asked = askedFields(service, true);
  const unknown = Object.keys(fields).filter((name) => !asked.some((field) => field.name === name));
  const problems = [
    ...(unknown.length === 0
      ? []
      : [`${service.service} has no ${unknown.join(', ')}; it takes ${fieldNames(service)}`]),
    ...asked.flatMap((field) => fieldProblem(field, fields[field.name])),
  ];
  if (problems.length > 0) return { problems };
  const text = (name: string): string => String(fields[name] ?? '');
  const credentials = service.credentials
    .filter(({ name }) => text(name) !== '')
    .map(({ name }) => [name, text(name)] as const);
  return {
    given: {
      descriptor: text('descriptor'),
      ...(service.value !== undefined && { value: text(valueName(service)) }),
      credentials: Object.fromEntries(credentials),
    },
  };
}

/** `url, secret (optional), headers (optional)` */
export const fieldNames = (service: OutputService): string =>
  askedFields(service, false)
    .map(({ name, optional }) => (optional === true ? `${name} (optional)` : name))
    .join(', ') || 'nothing but a descriptor';

function fieldProblem({ name, optional, validate }: CredentialField, value: unknown): string[] {
  if (value === undefined || value === '') return optional === true ? [] : [`"${name}" is missing`];
  if (typeof value !== 'string') return [`"${name}" must be a text`];
  // What generate-skeleton wrote is no value.
  if (value.startsWith('desc: ')) return [`"${name}" still holds its description`];
  const problem = name === 'descriptor' ? descriptorProblem(value) : validate?.(value);
  return problem === undefined ? [] : [`"${name}" ${problem}`];
}

function descriptorProblem(value: string): string | undefined {
  try {
    checkedDescriptor(value);
    return undefined;
  } catch (error) {
    return error instanceof UsageError ? 'must not hold a space or colon' : String(error);
  }
}
