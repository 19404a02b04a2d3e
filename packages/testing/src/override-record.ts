import type { Fields, FieldType, LogTypeSchema } from '@streamalert/config';
import type { Json, JsonObject } from '@streamalert/rules-sdk';

/**
 * A whole log of a type from the few keys that matter: every field of the schema, or of the envelope where the log
 * type has one, gets the empty value of its type; then the given top-level keys replace theirs.
 */
export function fillRecord(schema: LogTypeSchema, override: JsonObject): JsonObject {
  const { envelopeKeys } = schema.configuration;
  return { ...emptyValues(envelopeKeys.length > 0 ? envelopeKeys : schema.fields), ...override };
}

function emptyValues(fields: Fields): JsonObject {
  return Object.fromEntries(fields.map(([name, type]) => [name, emptyValue(type)]));
}

function emptyValue(type: FieldType): Json {
  switch (type.kind) {
    case 'integer':
    case 'float':
      return 0;
    case 'boolean':
      return false;
    case 'map':
      return {};
    case 'list':
      return [];
    case 'struct':
      return emptyValues(type.fields);
    default:
      return '';
  }
}
