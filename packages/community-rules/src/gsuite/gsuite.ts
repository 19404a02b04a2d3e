import { isJsonObject, type Json, type JsonObject, type Match, valueAt } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/**
 * The events of an activity that have one of the names. An activity of the Reports API holds several.
 *
 * @see https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities
 */
export function eventsNamed(record: JsonObject, names: readonly string[]): readonly JsonObject[] {
  const events = record['events'];
  return Array.isArray(events)
    ? events.filter((event) => isJsonObject(event) && names.includes(textAt(event, 'name')))
    : [];
}

/** What a parameter of an event says, whatever its type: `{ name, value | boolValue | intValue | multiValue }`. */
export function parameter(event: JsonObject, name: string): Json | undefined {
  const parameters = event['parameters'];
  const found = Array.isArray(parameters) ? parameters.find((one) => valueAt(one, 'name') === name) : undefined;
  return ['value', 'boolValue', 'intValue', 'multiValue']
    .map((key) => valueAt(found, key))
    .find((value) => value !== undefined);
}

/** A match on an activity; the title ends with who did it, from where. */
export function byAccount(
  record: JsonObject,
  what: string,
  facts: Readonly<Record<string, Json | undefined>> = {},
): Match {
  const actor = textAt(record, 'actor.email') || textAt(record, 'actor.key') || 'somebody';
  const address = textAt(record, 'ipAddress');
  return alertOn(`${what} by ${actor} from ${address || 'an unknown address'}`, {
    actor,
    source_ip: address,
    country: textAt(record, 'networkInfo.regionCode'),
    ...facts,
  });
}
