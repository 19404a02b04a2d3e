import type { AlertKey } from '../alert.ts';

/** Hands keys of alerts that are due to whoever delivers; the alert itself stays in the store. */
export interface Dispatcher {
  /** A key that is already on its way is not added again, where that can be told; the lease of its alert makes a second one harmless. */
  dispatch(keys: readonly AlertKey[]): Promise<void>;
  receive(limit: number): Promise<readonly AlertKey[]>;
  acknowledge(keys: readonly AlertKey[]): Promise<void>;
}
