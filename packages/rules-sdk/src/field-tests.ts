import type { Json } from './json.ts';

/** A value of a field that rules can be found by. */
export type FieldValue = string | number | bigint | boolean | null;

/** A value, or any of several, that a field must have for a rule to be looked at. */
export type FieldTest = FieldValue | readonly FieldValue[];

/**
 * Fields by dotted path, and the value or values each must have: `{ eventName: ['StopLogging', 'DeleteTrail'] }`.
 * Compared without conversion: `'1'` is not `1`. A path steps through objects only; a key that contains a dot cannot
 * be named.
 */
export type FieldTests = Readonly<Record<string, FieldTest>>;

/**
 * Dotted paths of a type of record: its fields, theirs, and any text below an open map. Of several types those that
 * all of them have.
 */
export type FieldPath<Fields> = string extends keyof Fields
  ? string
  : {
      [Key in keyof Fields & string]: Key extends `${string}.${string}` ? never : Key | PathBelow<Key, Fields[Key]>;
    }[keyof Fields & string];

type PathBelow<Key extends string, Value> = [ObjectsOf<Value>] extends [never]
  ? never
  : `${Key}.${FieldPath<ObjectsOf<Value>>}`;

type ObjectsOf<Value> = Exclude<Extract<Value, object>, readonly unknown[]>;

type ValueAt<Fields, Path extends string> = Path extends `${infer Key}.${infer Rest}`
  ? Key extends keyof Fields
    ? ValueAt<ObjectsOf<Fields[Key]>, Rest>
    : Json
  : Path extends keyof Fields
    ? Fields[Path]
    : Json;

/** {@link FieldTests} on the fields of a type of record, each with values of the field's own type. */
export type FieldTestsOn<Fields> =
  string extends FieldPath<Fields>
    ? FieldTests
    : { readonly [Path in FieldPath<Fields>]?: OneOrSeveral<Extract<ValueAt<Fields, Path>, FieldValue>> };

type OneOrSeveral<Value> = Value | readonly Value[];
