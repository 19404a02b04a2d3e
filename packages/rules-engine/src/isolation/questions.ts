import type { IndicatorReader } from '../intel/indicator-cache.ts';
import type { Lookup } from '../lookups/lookup.ts';
import type { Answer, Answers, Question } from './protocol.ts';

/** Asks the other thread. */
export interface Asker {
  ask<Q extends Question>(question: Q): Promise<Answers[Q['about']]>;
  /** Hands over what came back. */
  settle(answer: Answer): void;
}

/** The worker's side of questions. */
export function createAsker(send: (id: number, question: Question) => void): Asker {
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  return {
    ask<Q extends Question>(question: Q) {
      const resolvers = Promise.withResolvers<unknown>();
      last += 1;
      open.set(last, resolvers);
      send(last, question);
      return resolvers.promise as Promise<Answers[Q['about']]>;
    },
    settle(answer) {
      const resolvers = open.get(answer.id);
      open.delete(answer.id);
      if ('error' in answer) resolvers?.reject(new Error(answer.error));
      else resolvers?.resolve(answer.value);
    },
  };
}

/** The indicator store, as the worker reads it. */
export function askedIndicators({ ask }: Asker): IndicatorReader {
  return {
    find: (values, now) => ask({ about: 'indicators', values, now }),
    networks: (now) => ask({ about: 'networks', now }),
  };
}

/** Lookup tables, as the worker reads them: a key is asked for once until `forget`. */
export function askedLookup({ ask }: Asker): { readonly lookup: Lookup; forget(): void } {
  const asked = new Map<string, ReturnType<Lookup>>();
  return {
    lookup(table, key) {
      const name = JSON.stringify([table, key]);
      const value = asked.get(name) ?? ask({ about: 'lookup', table, key });
      asked.set(name, value);
      return value;
    },
    forget: () => asked.clear(),
  };
}

/** What questions are answered from, in the thread of the stores. */
export interface Resources {
  readonly indicators?: IndicatorReader | undefined;
  readonly lookup?: Lookup | undefined;
}

/** Answers a question; what fails is an answer too. */
export async function answerQuestion(id: number, question: Question, resources: Resources): Promise<Answer> {
  try {
    return { kind: 'answer', id, value: await valueOf(question, resources) };
  } catch (error) {
    return { kind: 'answer', id, error: error instanceof Error ? error.message : String(error) };
  }
}

async function valueOf(question: Question, { indicators, lookup }: Resources): Promise<Answers[keyof Answers]> {
  switch (question.about) {
    case 'indicators':
      return (await indicators?.find(question.values, question.now)) ?? new Map();
    case 'networks':
      return (await indicators?.networks?.(question.now)) ?? [];
    case 'lookup':
      return lookup?.(question.table, question.key);
  }
}
