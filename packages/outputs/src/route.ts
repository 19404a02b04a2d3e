import type { Config } from '@streamalert/config';
import { historyOutput, type OutputName } from '@streamalert/core';
import type { Output } from './contract.ts';

/** Where an output's name leads. */
export type Route =
  | { readonly kind: 'route'; readonly service: Output; readonly descriptor: string; readonly settings: unknown }
  | { readonly kind: 'nowhere'; readonly reason: string };

/** Finds service and settings of an output; the reason why there is none says what there is. */
export function findRoute(
  output: OutputName,
  services: ReadonlyMap<string, Output>,
  descriptors: Config['outputs'],
): Route {
  const [name = '', descriptor = '', ...more] = output.split(':');
  if (name === '' || descriptor === '' || more.length > 0) return nowhere(`"${output}" is not service:descriptor`);
  const service = services.get(name);
  if (service === undefined) {
    return nowhere(`there is no output service "${name}"; there are ${[...services.keys()].sort().join(', ')}`);
  }
  const configured = descriptors.get(output);
  if (configured === undefined && output !== historyOutput) return nowhere(notConfigured(output, name, descriptors));
  const settings = configured?.settings;
  const problem = service.checkSettings(settings).find(({ severity }) => severity === 'error');
  if (problem !== undefined) {
    return nowhere(`${output} in conf/outputs.json: ${[...problem.path, problem.message].join(' ')}`);
  }
  return { kind: 'route', service, descriptor, settings };
}

function notConfigured(output: OutputName, service: string, descriptors: Config['outputs']): string {
  const siblings = [...descriptors].filter(([, descriptor]) => descriptor.service === service).map(([name]) => name);
  const present = siblings.length === 0 ? `no ${service} output` : siblings.sort().join(', ');
  return `${output} is not in conf/outputs.json, which has ${present}`;
}

const nowhere = (reason: string): Route => ({ kind: 'nowhere', reason });
