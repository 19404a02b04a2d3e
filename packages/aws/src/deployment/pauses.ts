/** Milliseconds between two looks at something that takes from a second to many minutes: short at first, then a few seconds. */
export function* growingPauses(firstMs = 200, longestMs = 4000): Generator<number> {
  for (let pause = firstMs; ; pause = Math.min(longestMs, pause * 1.5)) yield pause;
}
