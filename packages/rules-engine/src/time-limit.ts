/** A rule did not answer in time. Not thrown to callers: it becomes a `RuleFailure` that parks the rule. */
export class RuleTimeout extends Error {
  override readonly name = 'RuleTimeout';

  constructor(limitMs: number) {
    super(`did not answer within ${limitMs} ms`);
  }
}

/** Waits for an answer, but no longer than the limit. The late answer, or its error, is then dropped. */
export async function withTimeLimit<T>(answer: PromiseLike<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new RuleTimeout(limitMs)), limitMs);
  });
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
