/** One message of classified records: a JSON array, as `@streamalert/core/wire` writes it. */
export interface QueueBody {
  /**
   * Derived from the payload and the positions inside. Sending it again while it is held changes nothing, except on a queue that cannot
   * tell (a standard SQS queue), which then hands it out twice.
   */
  readonly id: string;
  /** How many records `text` holds. */
  readonly records: number;
  /** UTF-8 bytes of the JSON array. */
  readonly text: Uint8Array;
}

/** A body that was handed out. */
export interface QueueDelivery extends QueueBody {
  /** Names this hand-out; a later hand-out of the same body has another. */
  readonly receipt: string;
  /** 1 for the first hand-out. */
  readonly attempt: number;
}

/** Options of {@link RecordQueue.receive}. */
export interface ReceiveOptions {
  readonly limit: number;
  /** A body that is neither acknowledged nor released for so long is handed out again. */
  readonly visibilityMs: number;
}

/** The durable hand-over between classification and the rules engine: at least once, roughly in order. */
export interface RecordQueue {
  /** Resolves once the bodies are durable. */
  send(bodies: readonly QueueBody[]): Promise<void>;
  receive(options: ReceiveOptions): Promise<readonly QueueDelivery[]>;
  /** Unknown receipts are ignored. */
  acknowledge(receipts: readonly string[]): Promise<void>;
  /** Gives bodies back at once, to be handed out again. */
  release(receipts: readonly string[]): Promise<void>;
  depth(): Promise<{ readonly waiting: number; readonly inFlight: number }>;
}
