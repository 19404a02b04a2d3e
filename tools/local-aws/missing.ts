/** What this machine lacks for a server, in words for the report of a skipped test. */
export class Missing extends Error {
  override readonly name = 'Missing';
}
