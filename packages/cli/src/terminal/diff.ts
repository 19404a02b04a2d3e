import { diff } from 'node:util';
import type { Colors } from '../context.ts';

/** Lines around a change that are shown with it. */
const contextLines = 3;

const marks = { same: ' ', removed: '-', added: '+' } as const;

interface Line {
  readonly kind: keyof typeof marks;
  readonly text: string;
}

/** How a file changes, line by line with some lines around each change; empty when it does not. */
export function formatDiff(path: string, before: string, after: string, colors: Colors): string {
  const paint = { same: (text: string) => text, removed: colors.red, added: colors.green };
  const lines = compare(before.split('\n'), after.split('\n'));
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - contextLines), at + contextLines + 1).some(({ kind }) => kind !== 'same'),
  );
  if (!near.includes(true)) return '';
  const shown = lines.flatMap(({ kind, text }, at) => {
    if (near[at] !== true) return [];
    const gap = at > 0 && near[at - 1] !== true ? [colors.dim('…')] : [];
    return [...gap, paint[kind](`${marks[kind]} ${text}`.trimEnd())];
  });
  return `${colors.bold(path)}\n${shown.join('\n')}\n`;
}

function compare(before: readonly string[], after: readonly string[]): readonly Line[] {
  // Node tells in which of the two a line stands: 1 in the first, -1 in the second.
  const kinds = { '0': 'same', '1': 'removed', '-1': 'added' } as const;
  return diff([...before], [...after]).map(([where, text]) => ({ kind: kinds[`${where as 0 | 1 | -1}`], text }));
}
