/**
 * Cuts the middle out of a text: `elide('abcdefghijk', 9)` is `ab ... jk`. An even `max` gives one character less, as
 * in 3.5, whose tests pin it. A character outside the basic plane is never halved.
 *
 * @param max Length in UTF-16 units.
 */
export function elide(text: string, max: number): string {
  if (text.length <= max) return text;
  const half = Math.max(0, Math.floor((max - 5) / 2));
  return `${wholeEnd(text.slice(0, half))} ... ${wholeStart(text.slice(text.length - half))}`;
}

const wholeEnd = (text: string): string => text.replace(/[\uD800-\uDBFF]$/, '');
const wholeStart = (text: string): string => text.replace(/^[\uDC00-\uDFFF]/, '');
