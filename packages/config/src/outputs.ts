import { historyOutput, type Issue, type OutputName } from '@streamalert/core';
import { errorAt, warningAt } from './issue-at.ts';
import { isList, type JsonDocument, type Ordered, toPlain } from './json-document.ts';
import { entriesOf, objectOf, textsOf } from './ordered-values.ts';
import { didYouMean } from './suggest.ts';
import type { OutputDescriptor } from './types.ts';

/** All destinations of `outputs.json`, by `service:descriptor`. */
export function readOutputs(root: Ordered | undefined): Map<OutputName, OutputDescriptor> {
  const outputs = new Map<OutputName, OutputDescriptor>();
  for (const [service, destinations] of entriesOf(root)) {
    for (const destination of readDestinations(service, destinations)) {
      outputs.set(`${service}:${destination.descriptor}`, destination);
    }
  }
  return outputs;
}

function readDestinations(service: string, value: Ordered): OutputDescriptor[] {
  if (isList(value)) return textsOf(value).map((descriptor) => ({ service, descriptor }));
  return [...objectOf(value)].map(([descriptor, settings]) => ({ service, descriptor, settings: toPlain(settings) }));
}

/** Services that nobody provides. */
export function checkServices(document: JsonDocument, services: readonly string[]): Issue[] {
  return entriesOf(document.root)
    .filter(([service]) => !services.includes(service))
    .map(([service]) =>
      warningAt(
        document.file,
        [service],
        `service ${JSON.stringify(service)} is not one of ${services.join(', ')}${didYouMean(service, services)}`,
      ),
    );
}

/** `general.default_outputs` that are not configured. History is always there. */
export function checkDefaultOutputs(global: JsonDocument, outputs: ReadonlyMap<OutputName, OutputDescriptor>): Issue[] {
  const given = objectOf(objectOf(global.root).get('general')).get('default_outputs');
  const known = [...outputs.keys(), historyOutput];
  return textsOf(given).flatMap((name, index) =>
    !name.includes(':') || known.includes(name as OutputName)
      ? []
      : errorAt(
          global.file,
          ['general', 'default_outputs', index],
          `output ${JSON.stringify(name)} is not in outputs.json${didYouMean(name, known)}`,
        ),
  );
}
