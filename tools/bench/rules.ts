import { fileURLToPath } from 'node:url';
import type { Classifier } from '@streamalert/classifier';
import { type ClassifiedRecord, createSystemClock, parseJson } from '@streamalert/core';
import { decodeBody } from '@streamalert/core/wire';
import {
  type BodiesEngine,
  type Body,
  createInProcessEngine,
  createIsolatedEngine,
  createRulesEngine,
  loadRules,
} from '@streamalert/rules-engine';
import type { Rule } from '@streamalert/rules-sdk';
import type { BenchRow } from './support/bench-row.ts';
import { bodiesOf, classifierOf } from './support/classify-all.ts';
import { countRecords, readObjects } from './support/cloudtrail-objects.ts';
import { floorOfDocuments } from './support/floors.ts';
import { ofSource, shippedLogTypes } from './support/log-types.ts';
import { declaredRules, elsewhereRules, functionRules } from './support/made-rules.ts';
import { measure } from './support/measure.ts';

const shippedRules = fileURLToPath(new URL('../../packages/community-rules/src/index.ts', import.meta.url));
const options = { defaultOutputs: [], clock: createSystemClock() };
const bodiesPerCall = 4;

const objects = readObjects();
const records = countRecords(objects);

/** The rules engine in the caller's thread, on records and on queue bodies of CloudTrail events. */
export async function benchRules(): Promise<BenchRow[]> {
  const bodies = await bodiesOf(classifierOf(ofSource(await shippedLogTypes(), 'cloudtrail')), objects);
  // Few, so that they do not fill the heap that everything else here is measured with.
  const parsed = bodies.slice(0, 16).flatMap(decoded);
  const passes = Math.ceil(records / parsed.length);
  const { rules: loaded } = await loadRules([shippedRules]);
  const shipped = loaded.map(({ rule }) => rule);
  const onBodies = (rules: readonly Rule[]) => {
    const engine = createRulesEngine({ ...options, rules });
    return async () => {
      for (const body of bodies) await engine.evaluate(decoded(body));
    };
  };
  const engine = createRulesEngine({ ...options, rules: shipped });
  const fromBodies = await createInProcessEngine({ ...options, locations: [shippedRules] });
  const seconds = await measure([
    { name: 'parse', run: () => bodies.forEach(parse) },
    {
      name: 'parsed',
      run: async () => {
        for (let pass = 0; pass < passes; pass++) await engine.evaluate(parsed);
      },
    },
    { name: 'bodies', run: () => inCalls(bodies, (some) => fromBodies.evaluateBodies(some)) },
    { name: 'spread 10', run: onBodies(declaredRules(10, 'spread')) },
    { name: 'spread 1,000', run: onBodies(declaredRules(1000, 'spread')) },
    { name: 'crowded 10', run: onBodies(declaredRules(10, 'crowded')) },
    { name: 'crowded 1,000', run: onBodies(declaredRules(1000, 'crowded')) },
    { name: 'elsewhere', run: onBodies([...shipped, ...elsewhereRules(1000)]) },
    { name: 'shipped', run: onBodies(shipped) },
    { name: 'functions', run: onBodies(functionRules(1000)) },
  ]);
  const perSecond = (name: string): number => records / seconds(name);
  const growth = (measured: string, name: string, than: string, required: number): BenchRow => ({
    measure: measured,
    measured: seconds(name) / seconds(than),
    unit: '× the time',
    required,
    recordsPerSecond: perSecond(name),
  });
  return [
    {
      measure: 'the shipped rules on parsed CloudTrail records',
      measured: (parsed.length * passes) / seconds('parsed'),
      unit: 'records/s',
      required: 1_000_000,
      goFor: 2_000_000,
      note: `${shipped.length} rules`,
    },
    {
      measure: 'the engine from queue bodies, of the time that the parse alone takes',
      measured: seconds('parse') / seconds('bodies'),
      unit: 'of that',
      required: 0.85,
      goFor: 2,
      recordsPerSecond: perSecond('bodies'),
    },
    growth('10 → 1,000 rules with a declared predicate, names spread', 'spread 1,000', 'spread 10', 1.1),
    growth('10 → 1,000 rules with a declared predicate, names crowded', 'crowded 1,000', 'crowded 10', 2.2),
    growth('1,000 rules on other log types added', 'elsewhere', 'shipped', 1.05),
    {
      measure: '1,000 plain function rules on the same log type',
      measured: perSecond('functions'),
      unit: 'records/s',
      required: 30_000,
    },
  ];
}

/** What it costs to run rules in a thread of their own. */
export async function benchIsolatedRules(): Promise<BenchRow[]> {
  const bodies = await bodiesOf(classifierOf(ofSource(await shippedLogTypes(), 'cloudtrail')), objects);
  const unisolated = await createInProcessEngine({ ...options, locations: [shippedRules] });
  const isolated = await createIsolatedEngine({ ...options, locations: [shippedRules] });
  try {
    const seconds = await measure([
      { name: 'unisolated', run: () => inCalls(bodies, (some) => unisolated.evaluateBodies(some)) },
      // While one call is evaluated, the next one crosses to the worker.
      {
        name: 'isolated',
        run: async () => void (await Promise.all(callsOf(bodies).map((some) => isolated.evaluateBodies(some)))),
      },
    ]);
    return [
      {
        measure: 'rules isolated, of unisolated',
        measured: seconds('unisolated') / seconds('isolated'),
        unit: 'of that',
        required: 0.65,
        goFor: 0.85,
        recordsPerSecond: records / seconds('isolated'),
      },
    ];
  } finally {
    await isolated.close();
  }
}

/** Both stages in one thread. */
export async function benchClassifyAndEvaluate(): Promise<BenchRow[]> {
  const classifier = classifierOf(await shippedLogTypes());
  const engine = await createInProcessEngine({ ...options, locations: [shippedRules] });
  const seconds = await measure([
    { name: 'floor', run: () => floorOfDocuments(objects) },
    { name: 'both', run: () => classifyAndEvaluate(classifier, engine) },
  ]);
  return [
    {
      measure: 'classify + evaluate together, all schemas, all shipped rules, of the parse + stringify floor',
      measured: seconds('floor') / seconds('both'),
      unit: 'of the floor',
      required: 0.65,
      goFor: 1.5,
      recordsPerSecond: records / seconds('both'),
    },
  ];
}

/** Object by object, as they would come. */
async function classifyAndEvaluate(classifier: Classifier, engine: BodiesEngine): Promise<void> {
  for (const object of objects) await engine.evaluateBodies(await bodiesOf(classifier, [object]));
}

function callsOf(bodies: readonly Body[]): readonly (readonly Body[])[] {
  return Array.from({ length: Math.ceil(bodies.length / bodiesPerCall) }, (_, at) =>
    bodies.slice(at * bodiesPerCall, (at + 1) * bodiesPerCall),
  );
}

async function inCalls(bodies: readonly Body[], call: (bodies: readonly Body[]) => Promise<unknown>): Promise<void> {
  for (const some of callsOf(bodies)) await call(some);
}

function decoded({ text }: Body): ClassifiedRecord[] {
  return decodeBody(Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString());
}

function parse({ text }: Body): void {
  parseJson(Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString());
}
