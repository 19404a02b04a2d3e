import type { Delivery, Output, OutputService, SendResult, SettingsProblem } from './contract.ts';
import { type Format, formats, renderFormat } from './render/format.ts';
import { settingsError } from './settings.ts';

/**
 * Adds to a service what every service takes: the setting `format`. A service that is configured by one text takes
 * `{ "value": "…", "format": "ocsf" }` in its place.
 */
export function defineService(service: OutputService): OutputService {
  return {
    ...service,
    checkSettings(settings) {
      const { format, rest } = splitSettings(service, settings);
      return [...checkFormat(format), ...service.checkSettings(rest)];
    },
  };
}

/** Makes an output of a service and what it sends; the alert arrives in the format that the settings ask for. */
export function defineOutput(service: OutputService, send: (delivery: Delivery) => Promise<SendResult>): Output {
  return {
    ...service,
    send(delivery) {
      const { format = 'publication', rest } = splitSettings(service, delivery.settings);
      return send({ ...delivery, ...renderFormat(format as Format, delivery), settings: rest });
    },
  };
}

/** The setting `format`, and the others as the service knows them. */
function splitSettings(
  { value }: OutputService,
  settings: unknown,
): { readonly format?: unknown; readonly rest: unknown } {
  if (typeof settings !== 'object' || settings === null) return { rest: settings };
  const { format, ...others } = settings as Record<string, unknown>;
  const names = Object.keys(others);
  if (names.length === 0) return { format, rest: undefined };
  return { format, rest: value !== undefined && names.length === 1 && names[0] === 'value' ? others['value'] : others };
}

function checkFormat(format: unknown): readonly SettingsProblem[] {
  if (format === undefined || formats.includes(format as Format)) return [];
  return [settingsError(`must be one of ${formats.join(', ')}`, 'format')];
}
