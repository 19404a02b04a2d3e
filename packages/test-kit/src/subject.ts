import { onTestFinished } from 'vitest';

/** One thing to test, made anew for each test. */
export interface Subject<Port> {
  readonly port: Port;
  /** Closes it and opens it again on what it has stored; tests of durability are left out without it. */
  readonly reopen?: () => Promise<Port>;
  /** Lets time pass for the port. Really waits unless given. */
  readonly wait?: (ms: number) => Promise<void>;
  readonly close?: () => Promise<void>;
}

/** Makes an empty subject. */
export type MakeSubject<S extends Subject<unknown>> = () => Promise<S>;

/** Makes the subject of the running test and closes it when that ends. */
export async function start<S extends Subject<unknown>>(make: MakeSubject<S>): Promise<S> {
  const subject = await make();
  onTestFinished(async () => subject.close?.());
  return subject;
}

/** Lets time pass for a subject. */
export async function pass(subject: Subject<unknown>, ms: number): Promise<void> {
  if (subject.wait !== undefined) await subject.wait(ms);
  else await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Everything that an asynchronous sequence gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** The smallest integer that a double cannot hold. */
export const beyondDouble = 2n ** 53n + 1n;

/** The bytes of a text. */
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
