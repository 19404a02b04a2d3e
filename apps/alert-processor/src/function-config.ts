import type { Config, OutputDescriptor } from '@streamalert/config';
import type { OutputName } from '@streamalert/core';
import { deploymentNames } from '@streamalert/core/naming';

/** The part of `conf/` that the alert processor reads. */
export interface AlertProcessorFunctionConfig {
  /** By `service:descriptor`. */
  readonly outputs: ReadonlyMap<OutputName, OutputDescriptor>;
  /** Delivery stream of history. */
  readonly alertStream: string;
}

/** @param config Loaded with `deployment`. */
export function alertProcessorFunctionConfig({ outputs, global }: Config): AlertProcessorFunctionConfig {
  return { outputs, alertStream: deploymentNames(global.prefix).streams.alerts };
}
