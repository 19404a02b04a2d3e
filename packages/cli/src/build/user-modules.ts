import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isPublisher, type Publisher } from '@streamalert/rules-sdk';
import { UsageError } from '../errors.ts';

/** A publisher and how a module gets at it. */
interface Reach {
  readonly publisher: Publisher;
  readonly file: string;
  /** Names from the module to the publisher: an export, and maybe a key of a pack. */
  readonly path: readonly string[];
}

/**
 * The source of a module that has exactly the publishers of a project, so that a rule that changes leaves it as it is.
 *
 * @param named Publishers that files export or rules name.
 * @throws UsageError for one that no file exports: it could only be had together with its rule.
 */
export async function publishersModule(files: readonly string[], named: readonly Publisher[]): Promise<string> {
  const reached = new Map<string, Reach>();
  for (const file of files) {
    const exported = (await import(pathToFileURL(resolve(file)).href)) as Readonly<Record<string, unknown>>;
    for (const found of publishersIn(file, exported)) reached.set(found.publisher.name, found);
  }
  const missing = named.filter(({ name }) => !reached.has(name)).map(({ name }) => name);
  if (missing.length > 0) {
    throw new UsageError(
      `publishers that no file exports: ${missing.join(', ')}. Export them beside their rules, so that the alert processor can have them without the rules`,
    );
  }
  const lines = [...reached.values()].map(({ file, path: [first = '', ...rest] }, index) => {
    const member = rest.map((key) => `[${JSON.stringify(key)}]`).join('');
    return `import { ${first} as m${index} } from ${JSON.stringify(resolve(file))};\nexport const p${index} = m${index}${member};`;
  });
  return `${lines.join('\n')}\n`;
}

function publishersIn(file: string, exported: Readonly<Record<string, unknown>>): Reach[] {
  return Object.entries(exported)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]): Reach[] => {
      if (isPublisher(value)) return [{ publisher: value, file, path: [name] }];
      if (typeof value !== 'object' || value === null) return [];
      return Object.entries(value)
        .filter((entry): entry is [string, Publisher] => isPublisher(entry[1]))
        .map(([key, publisher]) => ({ publisher, file, path: [name, key] }));
    });
}

/** Names of entry points below `rules/` by the files of a project: `rules/aws/root_login` for `rules/aws/root_login.ts`. */
export function ruleEntries(files: readonly string[], projectDir: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    files.map((file) => {
      const path = relative(projectDir, resolve(file)).replaceAll('\\', '/');
      // What lies outside of the project is called after where it is seen from it.
      return [`rules/${path.replaceAll('../', '').replace(/\.[mc]?[jt]s$/, '')}`, resolve(file)];
    }),
  );
}
