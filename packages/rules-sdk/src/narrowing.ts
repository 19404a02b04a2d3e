import type { FieldPath } from './field-tests.ts';

/** What a matcher that is a type guard makes of an event; nothing of one that only says `true` or `false`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a predicate's type must fit its parameter's, whatever it is
type Guarded<Matcher> = Matcher extends (event: any) => event is infer Guard ? Guard : unknown;

/** An event that all of these matchers were true for. */
export type Matched<Event, Matchers extends readonly unknown[]> = Matchers extends readonly [infer First, ...infer Rest]
  ? Matched<Event & Guarded<First>, Rest>
  : Event;

/** A type of record in which the fields at some dotted paths are there; each may still be `null`. */
export type Requiring<Fields, Path extends string> =
  FieldPath<Fields> extends Path ? unknown : ToIntersection<Required<Fields, Path>>;

/** One type a path, where the path names a field of the type; an open map stays as it is. */
type Required<Fields, Path extends string> = Path extends `${infer Key}.${infer Rest}`
  ? Key extends Named<Fields>
    ? { readonly [Field in Key]-?: NonNullable<Fields[Key]> & Required<NonNullable<Fields[Key]>, Rest> }
    : unknown
  : Path extends Named<Fields>
    ? { readonly [Field in Path]-?: Exclude<Fields[Path], undefined> }
    : unknown;

type Named<Fields> = string extends keyof Fields ? never : keyof Fields;

type ToIntersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (one: infer All) => void
  ? All
  : never;
