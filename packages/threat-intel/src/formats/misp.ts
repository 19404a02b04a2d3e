import type { Json } from '@streamalert/core';
import { isJsonObject, type JsonObject } from '@streamalert/rules-sdk';
import { type FeedIndicator, type ParsedIndicators, Skipped } from '../types.ts';
import { listOf, textOf } from './json-values.ts';

/** Which parts of an attribute's value, split at `|`, are indicators of which type. */
type Parts = readonly (string | undefined)[];

const hashes = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

/**
 * MISP attribute types that hold values.
 *
 * @see https://www.misp-project.org/datamodels/#types
 */
const attributeTypes: ReadonlyMap<string, Parts> = new Map<string, Parts>([
  ['ip-src', ['ip']],
  ['ip-dst', ['ip']],
  ['ip-src|port', ['ip']],
  ['ip-dst|port', ['ip']],
  ['domain', ['domain']],
  ['hostname', ['domain']],
  ['hostname|port', ['domain']],
  ['domain|ip', ['domain', 'ip']],
  ['url', ['url']],
  ['email', ['email']],
  ['email-src', ['email']],
  ['email-dst', ['email']],
  ['malware-sample', [undefined, 'md5']],
  ...hashes.flatMap((hash): [string, Parts][] => [
    [hash, [hash]],
    [`filename|${hash}`, [undefined, hash]],
  ]),
]);

/**
 * The indicators of a MISP event: attributes, also those of its objects, that are for detection (`to_ids`).
 *
 * @returns `undefined` when it is no event.
 */
export function readMispEvent(content: Json, feed: string): ParsedIndicators | undefined {
  const event = isJsonObject(content) ? content['Event'] : undefined;
  if (!isJsonObject(event)) return undefined;
  const organisation = event['Orgc'];
  const source = (isJsonObject(organisation) ? textOf(organisation['name']) : undefined) ?? feed;
  const ofObjects = listOf(event['Object']).flatMap((object) =>
    isJsonObject(object) && object['deleted'] !== true ? listOf(object['Attribute']) : [],
  );
  const skipped = new Skipped();
  const indicators = [...listOf(event['Attribute']), ...ofObjects].flatMap((attribute) =>
    isJsonObject(attribute) ? readAttribute(attribute, source, skipped) : [],
  );
  return { indicators, skipped: skipped.counts };
}

function readAttribute(attribute: JsonObject, source: string, skipped: Skipped): FeedIndicator[] {
  const type = textOf(attribute['type']) ?? '';
  const value = textOf(attribute['value']);
  const parts = attributeTypes.get(type);
  if (attribute['to_ids'] !== true && attribute['to_ids'] !== '1') skipped.add('attribute that is not for detection');
  else if (parts === undefined) skipped.add(`attribute of type ${type}`);
  else if (value === undefined) skipped.add('attribute without a value');
  else {
    const values = parts.length > 1 || type.includes('|') ? value.split('|') : [value];
    const subType = textOf(attribute['category']) ?? '';
    const withdrawn = attribute['deleted'] === true;
    return parts.flatMap((indicatorType, at) => {
      const part = values[at];
      return indicatorType === undefined || part === undefined
        ? []
        : [{ type: indicatorType, value: part, subType, source, ...(withdrawn && { withdrawn: true as const }) }];
    });
  }
  return [];
}
