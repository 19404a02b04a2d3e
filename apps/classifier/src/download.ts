import type { ObjectAddress } from '@streamalert/classifier';
import type { Parts } from './compose.ts';

/** An object as it is read, and how long its bytes were waited for: what is done with them in between is no part of it. */
export class Download {
  readonly #openObject: Parts['openObject'];
  #waitedMs = 0;

  constructor(openObject: Parts['openObject']) {
    this.#openObject = openObject;
  }

  get seconds(): number {
    return this.#waitedMs / 1000;
  }

  async *open(object: ObjectAddress, from: number): AsyncGenerator<Uint8Array> {
    let asked = performance.now();
    const wait = () => {
      this.#waitedMs += performance.now() - asked;
    };
    for await (const chunk of this.#openObject(object, from)) {
      wait();
      yield chunk;
      asked = performance.now();
    }
    wait();
  }
}
