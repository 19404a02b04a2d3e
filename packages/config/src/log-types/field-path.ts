import { isObject, type Ordered, type OrderedObject } from '../json-document.ts';
import { entriesOf, objectOf, textsOf } from '../ordered-values.ts';

/** Names of fields from the root of a record. */
export type FieldPath = readonly string[];

/** The key under which patterns of the envelope stand, and the envelope itself in a record. */
export const envelopeKey = 'streamalert:envelope_keys';

const envelopePrefix = `${envelopeKey}.`;

/** Whether a path of `optional_keys` leads into the envelope, and what it is there. */
export function belowEnvelope(path: string): string | undefined {
  return path.startsWith(envelopePrefix) ? path.slice(envelopePrefix.length) : undefined;
}

/** The declared fields that a dotted path can mean: mostly one, but names may hold dots themselves. */
export function fieldsAt(path: string, fields: OrderedObject): readonly FieldPath[] {
  const found: FieldPath[] = fields.has(path) ? [[path]] : [];
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const type = fields.get(path.slice(0, dot));
    if (!isObject(type)) continue;
    found.push(...fieldsAt(path.slice(dot + 1), type).map((rest) => [path.slice(0, dot), ...rest]));
  }
  return found;
}

/** The dotted paths of all fields of objects with named fields, for suggestions. */
export function dottedPaths(fields: OrderedObject, prefix = ''): readonly string[] {
  return entriesOf(fields).flatMap(([name, type]) => [
    prefix + name,
    ...(isObject(type) ? dottedPaths(type, `${prefix}${name}.`) : []),
  ]);
}

/** The fields that `optional_keys` names in the record, or in its envelope; what cannot be told is left out. */
export function optionalPaths(
  configuration: OrderedObject,
  fields: Ordered | undefined,
  place: 'record' | 'envelope',
): readonly FieldPath[] {
  return textsOf(configuration.get('optional_keys')).flatMap((path): FieldPath[] => {
    const below = belowEnvelope(path);
    if ((below !== undefined) !== (place === 'envelope')) return [];
    const [found, another] = fieldsAt(below ?? path, objectOf(fields));
    return found !== undefined && another === undefined ? [found] : [];
  });
}
