import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant, or `undefined` when none is near. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const all = [...new Set(candidates)].filter((candidate) => candidate !== name);
  return sameLetters(name, all) ?? fewestEdits(name, all) ?? onlyContinuation(name, all);
}

/** `; did you mean "cloudtrail"?`, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const meant = nearest(name, candidates);
  return meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`;
}

/** `classifierConfig` for `classifier_config`. */
function sameLetters(name: string, candidates: readonly string[]): string | undefined {
  return candidates.find((candidate) => letters(candidate) === letters(name));
}

const letters = (name: string): string => name.toLowerCase().replaceAll(/[-_ ]/g, '');

/** A third of the letters may differ, three at most: `strnig` is near `string`, `ipaddress` is near nothing. */
function fewestEdits(name: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = Math.min(3, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** `int` for `integer`, if nothing else starts so. */
function onlyContinuation(name: string, candidates: readonly string[]): string | undefined {
  if (name.length < 3) return undefined;
  const longer = candidates.filter((candidate) => candidate.startsWith(name.toLowerCase()));
  return longer.length === 1 ? longer[0] : undefined;
}
