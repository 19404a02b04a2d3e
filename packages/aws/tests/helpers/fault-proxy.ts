import { type Fault, type FaultProxy, type ProxiedCall, startFaultProxy as start } from '@streamalert/test-kit';
import { onTestFinished } from 'vitest';

export { type Fault, type ProxiedCall, throttled } from '@streamalert/test-kit';

/** A proxy in front of a local AWS server that makes faults, until the test ends. */
export async function startFaultProxy(url: string, decide: (call: ProxiedCall) => Fault): Promise<FaultProxy> {
  const proxy = await start({ target: () => url, decide });
  onTestFinished(() => proxy.stop());
  return proxy;
}
