import { type BenchRow, lessIsBetter, type Unit, verdictOf } from './bench-row.ts';

const headings = ['measure', 'measured', 'required', 'go for', '', 'records/s', ''];
/** Columns of numbers are flush right. */
const numeric = new Set([1, 2, 3, 5]);

/** Rows as a table of aligned columns. */
export function formatTable(rows: readonly BenchRow[]): string {
  const all = [headings, ...rows.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  return all
    .map((cells) =>
      cells
        .map((cell, column) =>
          numeric.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Rows as a table for `docs/benchmarks.md`. */
export function formatMarkdown(rows: readonly BenchRow[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rules = headings.map((_, column) => (numeric.has(column) ? '---:' : '---'));
  return [headings, rules, ...rows.map(cellsOf)].map(line).join('\n');
}

function cellsOf(row: BenchRow): string[] {
  const { measure, measured, unit, required, goFor, recordsPerSecond, note } = row;
  const bound = (goal: number | undefined): string =>
    goal === undefined ? '' : `${lessIsBetter.has(unit) ? '≤' : '≥'} ${formatNumber(goal, unit)}`;
  return [
    measure,
    `${formatNumber(measured, unit)} ${unit}`,
    bound(required),
    bound(goFor),
    verdictOf(row),
    recordsPerSecond === undefined ? '' : formatNumber(recordsPerSecond, 'records/s'),
    note ?? '',
  ];
}

function formatNumber(value: number, unit: Unit): string {
  if (unit === 'records/s' || unit === 'kB' || unit === 'MB') return Math.round(value).toLocaleString('en-US');
  if (unit === '$') return value.toFixed(4);
  return unit === 'ms' ? value.toFixed(1) : value.toFixed(2);
}
