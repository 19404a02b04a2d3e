import { isDeepStrictEqual } from 'node:util';
import type { LogTypeSchema } from '../types.ts';

/** How the definition of a package differs from the user's own, for a sentence about the latter. */
export function describeDifference(own: LogTypeSchema, packaged: LogTypeSchema): string {
  const [mine, theirs] = [new Map(own.fields), new Map(packaged.fields)];
  const more = [...theirs.keys()].filter((key) => !mine.has(key));
  const fewer = [...mine.keys()].filter((key) => !theirs.has(key));
  const changed = [...theirs].filter(([key, type]) => mine.has(key) && !isDeepStrictEqual(mine.get(key), type));
  const parts = [
    ...(more.length > 0 ? [`has ${list(more)} more`] : []),
    ...(fewer.length > 0 ? [`lacks ${list(fewer)}`] : []),
    ...(changed.length > 0 ? [`has another type for ${list(changed.map(([key]) => key))}`] : []),
    ...(isDeepStrictEqual(own.configuration, packaged.configuration) && own.parser === packaged.parser
      ? []
      : ['is configured otherwise']),
  ];
  return parts.length === 0 ? 'which is the same; it can go' : `which ${parts.join(', ')}`;
}

const shown = 5;

function list(names: readonly string[]): string {
  const first = names.slice(0, shown).map((name) => `"${name}"`);
  return names.length > shown ? `${first.join(', ')} and ${names.length - shown} others` : first.join(', ');
}
