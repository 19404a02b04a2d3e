/** Longest reason that is kept with an alert and printed. */
const longest = 300;

/** One line of printable text, cut to a length that fits a table. Redact first: a cut may leave a part of a secret. */
export function tidyReason(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`;
}

/** Message of an error with those of its causes, which hold what fetch and the like leave out. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause === undefined || cause === error) return error.message;
  const because = describeError(cause);
  return error.message.includes(because) ? error.message : `${error.message}: ${because}`;
}
