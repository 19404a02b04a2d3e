import { asRoot, type Fault, type FaultProxy, type ProxiedCall, startFaultProxy } from '@streamalert/test-kit';
import type { ServerProcess } from '../../local-aws/server-process.ts';
import { startMiniStack } from '../../local-aws/servers.ts';
import { awsSender } from './aws.ts';
import { accessKeyOf, type FunctionCall, functionsByKey, permissionsOf } from './function-calls.ts';

/**
 * Calls that the server judges in another way than AWS: it asks for `sqs:SendMessageBatch`, which no policy knows, and does not look up
 * the workgroup of a query, so that only a grant on everything would do.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 * @see https://docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html
 */
const judgesOtherwise = /SendMessageBatch$|^AmazonAthena\.(?:Get|Stop)Query/;

/** A local AWS whose functions may do what their roles allow, behind a proxy that notes what they do, and may stand in the way. */
export class WatchedAws {
  readonly send: ReturnType<typeof awsSender>;
  /** Past the proxy, which knows no HTTP/2: Kinesis is spoken in that. */
  readonly sendDirectly: ReturnType<typeof awsSender>;
  /** What becomes of the calls of functions. */
  decide: (functionName: string, call: ProxiedCall) => Fault | Promise<Fault> = () => ({ kind: 'none' });
  /** Every call that functions made, once for each permission that it takes. */
  readonly calls = new Map<string, FunctionCall>();
  /** Calls that the server refused to authorize. */
  readonly denied: string[] = [];
  readonly #server: ServerProcess;
  readonly #proxy: FaultProxy;
  #functions: ReadonlyMap<string, string> = new Map();

  private constructor(server: ServerProcess, proxy: FaultProxy) {
    this.#server = server;
    this.#proxy = proxy;
    this.send = awsSender(proxy.url);
    this.sendDirectly = awsSender(server.url);
  }

  /** Where calls go that come by TLS, as far as the server knows. */
  get url(): string {
    return this.#proxy.url;
  }

  get pid(): number {
    return this.#server.pid;
  }

  /** Faults that were made, as `<kind>: <action>`. */
  get faults(): readonly string[] {
    return this.#proxy.faults;
  }

  /** Starts the server, with nothing on it yet. @throws Missing */
  static async start(): Promise<WatchedAws> {
    let server: ServerProcess | undefined;
    const proxy = await startFaultProxy({
      target: () => server?.url ?? '',
      decide: (call) => made.#pass(call),
      headers: (call) => ({
        // Policies of queues and buckets refuse what does not come by TLS.
        'x-forwarded-proto': 'https',
        ...(judgesOtherwise.test(call.action) && asRoot(call)),
      }),
      onAnswer: (call, status) => {
        if (status === 403) made.denied.push(`${made.#functions.get(accessKeyOf(call))}: ${call.action}`);
      },
    });
    try {
      server = await startMiniStack({ functionsCall: proxy.url, authorizes: true });
    } catch (error) {
      proxy.stop();
      throw error;
    }
    const made = new WatchedAws(server, proxy);
    return made;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    this.#proxy.stop();
  }

  async #pass(call: ProxiedCall): Promise<Fault> {
    const key = accessKeyOf(call);
    if (key === 'test') return { kind: 'none' };
    // A version that was deployed since then has another key.
    if (!this.#functions.has(key)) this.#functions = await functionsByKey(this.sendDirectly);
    const name = this.#functions.get(key);
    if (name === undefined) throw new Error(`no function has the key ${key} of a call of ${call.action}`);
    for (const permission of permissionsOf(call)) {
      this.calls.set(`${name} ${permission.action} ${permission.resource} ${permission.prefix ?? ''}`, {
        function: name,
        ...permission,
      });
    }
    return this.decide(name, call);
  }
}
