import type { FieldType } from '@streamalert/config';

/** A field type as schema files name it, nested objects as `{…}`. */
export function typeName(type: FieldType): string {
  switch (type.kind) {
    case 'map':
      return '{}';
    case 'list':
      return '[]';
    case 'struct':
      return '{…}';
    case 'unknown':
      return type.name;
    default:
      return type.kind;
  }
}
