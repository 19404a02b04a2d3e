import { outputSecretName } from '@streamalert/core/naming';
import { type OutputService, outputServices } from '@streamalert/outputs';
import { UsageError } from '../errors.ts';

/** One output, or all of a service. */
export interface OutputTarget {
  readonly service: OutputService;
  readonly descriptor?: string;
}

/** One output. */
export interface NamedOutput extends Required<OutputTarget> {
  /** `service:descriptor` */
  readonly name: string;
  /** Of its credentials in a secret store. */
  readonly secret: string;
}

/** @throws UsageError with the services there are. */
export function findService(name: string): OutputService {
  const service = outputServices.find((one) => one.service === name);
  if (service === undefined) {
    throw new UsageError(
      `there is no output service "${name}"; there are ${outputServices.map((one) => one.service).join(', ')}`,
    );
  }
  return service;
}

/** `slack` or `slack:soc` @throws UsageError for anything else. */
export function parseTarget(text: string): OutputTarget {
  const [name = '', ...rest] = text.split(':');
  const service = findService(name);
  return rest.length === 0 ? { service } : { service, descriptor: checkedDescriptor(rest.join(':')) };
}

/** `slack:soc` @throws UsageError for anything else. */
export function parseOutput(text: string): NamedOutput {
  const { service, descriptor } = parseTarget(text);
  if (descriptor === undefined) throw new UsageError(`"${text}" names a service; say ${text}:descriptor`);
  return namedOutput(service, descriptor);
}

/** An output by its parts. */
export const namedOutput = (service: OutputService, descriptor: string): NamedOutput => ({
  service,
  descriptor,
  name: `${service.service}:${descriptor}`,
  secret: outputSecretName(service.service, descriptor),
});

/** @throws UsageError unless rules can name it. */
export function checkedDescriptor(descriptor: string): string {
  if (descriptor === '' || /[\s:]/.test(descriptor)) {
    throw new UsageError('a descriptor must not be empty nor hold a space or colon, e.g. slack:soc-triage');
  }
  return descriptor;
}
