import type { Output } from './contract.ts';
import { DuplicateServiceError } from './errors.ts';

/** Outputs by service name. @throws DuplicateServiceError when two have the same. */
export function outputRegistry(outputs: readonly Output[]): ReadonlyMap<string, Output> {
  const registry = new Map<string, Output>();
  for (const output of outputs) {
    if (registry.has(output.service)) {
      throw new DuplicateServiceError(`two outputs are registered for the service "${output.service}"`);
    }
    registry.set(output.service, output);
  }
  return registry;
}
