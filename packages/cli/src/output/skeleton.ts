import type { OutputService } from '@streamalert/outputs';
import { UsageError } from '../errors.ts';
import { askedFields, checkFields, type GivenOutput } from './fields.ts';
import { findService } from './target.ts';

/** One object for each service, with a description in place of each value, to be filled in. */
export function skeletonOf(services: readonly OutputService[]): string {
  const entries = services.map((service) => {
    const fields = askedFields(service, true).map(({ name, description, optional }) => [
      name,
      `desc: ${description}${optional === true ? ' (optional: leave it out)' : ''}`,
    ]);
    return [service.service, [Object.fromEntries(fields)]] as const;
  });
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/** What a file names, service by service. */
export interface ListedOutput {
  readonly service: OutputService;
  readonly given: GivenOutput;
}

/** @throws UsageError with every problem of the file, each at its place; no value is repeated. */
export function readListed(path: string, text: string): readonly ListedOutput[] {
  const problems: string[] = [];
  const listed: ListedOutput[] = [];
  for (const [name, entries] of Object.entries(parse(path, text))) {
    const service = serviceOf(name);
    if (typeof service === 'string') {
      problems.push(`${path}#/${name}: ${service}`);
      continue;
    }
    if (!Array.isArray(entries)) {
      problems.push(`${path}#/${name}: must be a list of objects`);
      continue;
    }
    for (const [index, fields] of entries.entries()) {
      const isObject = typeof fields === 'object' && fields !== null && !Array.isArray(fields);
      const checked = isObject
        ? checkFields(service, fields as Record<string, unknown>)
        : { problems: ['must be an object'] };
      if (checked.given !== undefined) listed.push({ service, given: checked.given });
      else problems.push(...checked.problems.map((problem) => `${path}#/${name}/${index}: ${problem}`));
    }
  }
  if (problems.length > 0) throw new UsageError(`nothing was stored:\n${problems.join('\n')}`);
  if (listed.length === 0) throw new UsageError(`${path} names no output`);
  return listed;
}

function serviceOf(name: string): OutputService | string {
  try {
    return findService(name);
  } catch (error) {
    return (error as Error).message;
  }
}

function parse(path: string, text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // The message of the parser quotes the text, which holds secrets.
  }
  throw new UsageError(`${path} is not a JSON object of service to list of objects; generate-skeleton makes one`);
}
