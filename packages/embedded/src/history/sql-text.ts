/** A text literal. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A quoted identifier. */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A list of text literals. */
export const sqlTexts = (texts: readonly string[]): string => `[${texts.map(sqlText).join(', ')}]`;
