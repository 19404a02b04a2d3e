import { applyEdits, modify } from 'jsonc-parser';

/** A value to set, and the keys that lead to it; `undefined` takes it out. */
export interface JsonChange {
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * Sets values in the text of a JSON file. Everything else stays as it is: order, indentation, line ends.
 *
 * @param text Strict JSON; an empty text is an empty object.
 */
export function editJson(text: string, changes: readonly JsonChange[]): string {
  const indentation = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indentation.startsWith('\t'),
    tabSize: indentation.startsWith('\t') ? 1 : indentation.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  const start = text.trim() === '' ? '{}\n' : text;
  return changes.reduce(
    (edited, { path, value }) => applyEdits(edited, modify(edited, [...path], value, { formattingOptions })),
    start,
  );
}
