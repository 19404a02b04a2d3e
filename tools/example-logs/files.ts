import { gzipSync } from 'node:zlib';
import { type JsonObject, stringifyJson } from '@streamalert/core';
import { type Actor, account, type Call, cloudTrailEvent, type Second } from './event.ts';
import { eventBridgeEvent } from './event-bridge.ts';
import { everydayEvent, rightfulChanges } from './everyday.ts';
import { coverUp, exfiltration, finding, intrusion } from './incident.ts';
import { createRandom, type Random } from './random.ts';

/** A file of `examples/logs`: its path there and its content before compression. */
export interface ExampleFile {
  readonly path: string;
  readonly text: string;
  /** The bytes on disk: `text`, compressed where the path says so. */
  bytes(): Uint8Array;
}

function file(path: string, text: string): ExampleFile {
  return { path, text, bytes: () => (path.endsWith('.gz') ? gzipSync(text, { level: 9 }) : Buffer.from(text)) };
}

type Happening = readonly [actor: Actor, call: Call];

interface Minutes {
  readonly region: string;
  /** When the first event happens; the last is within five minutes of it. */
  readonly start: Second;
  readonly everyday: number;
  /** Spread evenly among the everyday events, in their order. */
  readonly happenings: readonly Happening[];
}

/** Five minutes of a trail, in order of time. */
function trail(random: Random, { region, start, everyday, happenings }: Minutes): JsonObject[] {
  const total = everyday + happenings.length;
  const every = Math.floor(total / (happenings.length + 1));
  return Array.from({ length: total }, (_, index) => {
    const second = start + Math.floor((index * 300) / total);
    const happening = index % every === every - 1 ? happenings[Math.floor(index / every)] : undefined;
    return happening === undefined
      ? everydayEvent(random, region, second)
      : cloudTrailEvent(random, region, second, ...happening);
  });
}

/** What CloudTrail puts into a bucket: one object per region and five minutes. */
function deliveredObject(random: Random, minutes: Minutes, name: string): ExampleFile {
  const folder = `AWSLogs/${account}/CloudTrail/${minutes.region}/2026/11/20`;
  const path = `${folder}/${account}_CloudTrail_${minutes.region}_${name}_${random.suffix()}.json.gz`;
  return file(path, stringifyJson({ Records: trail(random, minutes) }));
}

/** One event a line, as EventBridge sends them to a delivery stream. */
function eventBridgeFile(random: Random): ExampleFile {
  const lines = Array.from({ length: 24 }, (_, index) => {
    const second = 660 + index * 6;
    if (index === 20) return eventBridgeEvent(random, second, 'aws.guardduty', 'GuardDuty Finding', finding);
    const detail =
      index === 15
        ? cloudTrailEvent(random, 'us-east-1', second, ...coverUp)
        : everydayEvent(random, 'us-east-1', second);
    const source = `aws.${String(detail['eventSource']).replace('.amazonaws.com', '')}`;
    const kind = detail['eventType'] === 'AwsConsoleSignIn' ? 'AWS Console Sign In' : 'AWS API Call';
    return eventBridgeEvent(random, second, source, `${kind} via CloudTrail`, detail);
  });
  return file('event-bridge.jsonl', lines.map((line) => `${stringifyJson(line)}\n`).join(''));
}

/** All sample logs; the same every time. */
export function exampleFiles(): readonly ExampleFile[] {
  const random = createRandom(20_261_120);
  const quiet = (region: string, start: Second): Minutes => ({ region, start, everyday: 60, happenings: [] });
  const eventful = (start: Second, happenings: readonly Happening[]): Minutes => ({
    region: 'us-east-1',
    start,
    everyday: 70,
    happenings,
  });
  return [
    deliveredObject(random, eventful(0, intrusion), '20261120T0005Z'),
    deliveredObject(random, eventful(300, exfiltration), '20261120T0010Z'),
    deliveredObject(random, quiet('eu-central-1', 0), '20261120T0005Z'),
    file(
      'change-window.json',
      `${stringifyJson({ Records: trail(random, { ...eventful(7200, rightfulChanges), everyday: 30 }) }, { indent: 2 })}\n`,
    ),
    eventBridgeFile(random),
  ];
}
