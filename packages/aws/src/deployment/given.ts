/** An entry, unless its text is absent or empty, as it is in some answers. */
export const given = <K extends string>(key: K, text: string | undefined): { readonly [P in K]?: string } =>
  (text === undefined || text === '' ? {} : { [key]: text }) as { readonly [P in K]?: string };
