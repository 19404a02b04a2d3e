import { join } from 'node:path';
import type { Config, OutputDescriptor } from '@streamalert/config';
import { type Issue, jsonPointer } from '@streamalert/core';
import type { OutputService } from './contract.ts';
import { outputServices } from './services.ts';

/**
 * Problems of `conf/outputs.json` that need the services to be seen: services that do not exist, descriptors that
 * cannot name a secret, and settings.
 *
 * @param services Those that can send; all of this package unless told.
 */
export function checkOutputs(
  config: Pick<Config, 'dir' | 'outputs'>,
  services: readonly OutputService[] = outputServices,
): Issue[] {
  const file = join(config.dir, 'outputs.json');
  const byName = new Map(services.map((service) => [service.service, service]));
  const seen = new Map<string, number>();
  return [...config.outputs.values()].flatMap((descriptor) => {
    const position = seen.get(descriptor.service) ?? 0;
    seen.set(descriptor.service, position + 1);
    const service = byName.get(descriptor.service);
    if (service === undefined) return position === 0 ? [unknownService(file, descriptor, [...byName.keys()])] : [];
    const place = [descriptor.service, descriptor.settings === undefined ? position : descriptor.descriptor];
    return [
      ...checkDescriptor(file, place, descriptor.descriptor),
      ...service.checkSettings(descriptor.settings).map(({ path, message, severity }) => ({
        file,
        pointer: jsonPointer([...place, ...path]),
        message,
        severity,
      })),
    ];
  });
}

function unknownService(file: string, { service }: OutputDescriptor, known: readonly string[]): Issue {
  const pointer = jsonPointer([service]);
  const message = `there is no output service "${service}"; there are ${[...known].sort().join(', ')}`;
  return { file, pointer, message, severity: 'error' };
}

/** Characters of a parameter's name. @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
const portable = /^[\w.-]+$/;

function checkDescriptor(file: string, place: readonly (string | number)[], descriptor: string): Issue[] {
  const pointer = jsonPointer(place);
  if (descriptor === '' || /[\s:]/.test(descriptor)) {
    return [{ file, pointer, message: 'a descriptor must not be empty nor hold a space or colon', severity: 'error' }];
  }
  if (portable.test(descriptor)) return [];
  const message = 'a descriptor of letters, digits, "_", "." and "-" is accepted everywhere; this one is not on AWS';
  return [{ file, pointer, message, severity: 'warning' }];
}
