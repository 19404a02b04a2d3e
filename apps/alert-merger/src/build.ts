/** The merger reads nothing of `conf/`: alerts say themselves how they are merged. */
export const configOf = (): Readonly<Record<string, never>> => ({});
