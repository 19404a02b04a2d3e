import Table from 'cli-table3';
import { printable } from './printable.ts';

const withoutRulesBetweenRows = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
/** Space on both sides of a cell. */
const padding = 2;
const narrowest = 8;

/**
 * Rows under their column names.
 *
 * @param width Columns of the terminal: the widest cells are cut with `…` until the table fits. Absent: nothing is cut.
 */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[], width?: number): string {
  const cells = [head, ...rows].map((row) => row.map(printable));
  const table = new Table({
    head: cells[0] ?? [],
    style: { head: [], border: [] },
    chars: withoutRulesBetweenRows,
    ...(width !== undefined && { colWidths: shrink(naturalWidths(cells), width - head.length - 1) }),
  });
  table.push(...cells.slice(1));
  return table.toString();
}

function naturalWidths(cells: readonly (readonly string[])[]): number[] {
  return (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)) + padding);
}

/** Cuts the widest columns, all to one width, so that together they take `available` at most. */
function shrink(widths: readonly number[], available: number): number[] {
  const total = (limit: number) => widths.reduce((sum, width) => sum + Math.min(width, limit), 0);
  let limit = Math.max(0, ...widths);
  while (limit > narrowest && total(limit) > available) limit -= 1;
  return widths.map((width) => Math.min(width, limit));
}
