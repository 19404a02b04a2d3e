import { existsSync, readFileSync } from 'node:fs';
import { type Classifier, createClassifier } from '@streamalert/classifier';
import type { FieldType, LogTypeSchema, SchemaConfiguration } from '@streamalert/config';
import { payloadId, type Source } from '@streamalert/core';
import type { BenchRow } from './bench-row.ts';

const source: Source = { service: 's3', resource: 'bench' };
const wantedLines = 40_000;
const rounds = 7;

interface Variant {
  readonly name: string;
  readonly lines: Buffer;
  readonly run: () => Promise<void> | void;
}

/**
 * The classifier on plain lines. The floor is to decode the same bytes, split them into lines, and each line at its
 * blanks; the variants take turns and the best round of each counts.
 */
export async function benchClassifyText(): Promise<BenchRow[]> {
  const flow = vpcFlowLines();
  const pairs = repeat(firewallLine);
  const messages = repeat(syslogLine);
  const others = Array.from({ length: 62 }, (_, index) => otherFlow(index));
  const variants: Variant[] = [
    { name: 'VPC flow lines: floor', lines: flow, run: () => split(flow) },
    classifying('VPC flow lines', flow, [vpcFlow()]),
    classifying('VPC flow lines, 63 schemas', flow, [...others, vpcFlow()]),
    classifying('VPC flow lines, normalized', flow, [vpcFlow(normalization)]),
    { name: 'key=value lines: floor', lines: pairs, run: () => split(pairs) },
    classifying('key=value lines', pairs, [firewall]),
    classifying('key=value lines, quoted', pairs, [quotedFirewall]),
    { name: 'syslog lines: floor', lines: messages, run: () => split(messages) },
    classifying('syslog lines', messages, [syslog]),
    classifying('syslog lines, RFC 3164', repeat(rfc3164Line), [tolerantSyslog]),
  ];
  const seconds = await measure(variants);
  let floor = Number.NaN;
  return variants.map((variant) => {
    const best = seconds.get(variant) as number;
    if (variant.name.endsWith('floor')) floor = best;
    return { name: variant.name, recordsPerSecond: Math.round(wantedLines / best), ratio: floor / best };
  });
}

async function measure(variants: readonly Variant[]): Promise<Map<Variant, number>> {
  const best = new Map<Variant, number>();
  for (let round = 0; round < rounds; round++) {
    for (const variant of variants) {
      const start = performance.now();
      await variant.run();
      const seconds = (performance.now() - start) / 1000;
      best.set(variant, Math.min(seconds, best.get(variant) ?? seconds));
    }
  }
  return best;
}

function classifying(name: string, lines: Buffer, logTypes: readonly LogTypeSchema[]): Variant {
  const cluster = { name: 'bench', dataSources: { s3: { bench: ['text'] } }, enableThreatIntel: false };
  const classifier = createClassifier({ cluster, logTypes });
  return { name, lines, run: () => classifyAll(classifier, lines) };
}

async function classifyAll(classifier: Classifier, lines: Buffer): Promise<void> {
  async function* open(): AsyncGenerator<Uint8Array> {
    yield lines;
  }
  let classified = 0;
  for await (const { counts } of classifier.classify({ id: payloadId('bench'), source, origin: 'bench', open })) {
    for (const count of Object.values(counts.classified)) classified += count;
  }
  if (classified !== wantedLines) throw new Error(`${classified} of ${wantedLines} lines were classified`);
}

const decoder = new TextDecoder();

function split(lines: Buffer): void {
  let fields = 0;
  for (const line of decoder.decode(lines).split('\n')) fields += line.split(' ').length;
  if (fields < wantedLines) throw new Error('nothing was split');
}

function vpcFlowLines(): Buffer {
  const generated = new URL('../../../shared/data/vpcflow/generated/v2_default_10k.log', import.meta.url);
  if (!existsSync(generated)) return repeat(flowLine);
  const lines = readFileSync(generated, 'utf8').split('\n').filter(Boolean);
  return repeat((index) => lines[index % lines.length] as string);
}

function repeat(line: (index: number) => string): Buffer {
  return Buffer.from(Array.from({ length: wantedLines }, (_, index) => `${line(index)}\n`).join(''));
}

function flowLine(index: number): string {
  const port = 1024 + (index % 60_000);
  const time = 1_600_000_000 + index;
  return `2 123456789012 eni-${index}a74de452e6b438 192.0.2.${index % 256} 10.0.187.29 ${port} 443 6 39 90162 ${time} ${time + 60} ACCEPT OK`;
}

function firewallLine(index: number): string {
  const time = `time=${1_600_000_000 + index} devname=fw-${index % 7} action=accept`;
  return `${time} src=192.0.2.${index % 256} sport=${1024 + index} dst=198.51.100.29 dport=443 proto=6 bytes=90162 policy="allow-web"`;
}

function syslogLine(index: number): string {
  return `Nov ${10 + (index % 20)} 19:35:33 web-${index % 9} sshd[${index}]: Accepted publickey for deploy from 192.0.2.${index % 256} port ${1024 + index} ssh2: RSA SHA256:AAAA`;
}

function rfc3164Line(index: number): string {
  return `<86>Nov  ${1 + (index % 9)} 19:35:33 web-${index % 9}.example.com systemd-logind[${index}]: New session ${index} of user deploy from 192.0.2.7 port 22`;
}

const noOptions: SchemaConfiguration = {
  jsonPath: [],
  embeddedJson: false,
  envelopeKeys: [],
  optionalEnvelopeKeys: [],
  optionalTopLevelKeys: [],
  logPatterns: [],
  normalization: [],
};

/** Fields as `name:kind name`, of which those without a kind are strings. */
function schema(
  name: string,
  parser: string,
  fields: string,
  options: Partial<SchemaConfiguration> = {},
): LogTypeSchema {
  const typed = fields.split(' ').map((field) => {
    const [key = '', kind = 'string'] = field.split(':');
    return [key, { kind } as FieldType] as const;
  });
  return { name, parser, fields: typed, configuration: { ...noOptions, ...options }, file: 'bench.json' };
}

const normalization: SchemaConfiguration['normalization'] = [
  ['ip_address', ['srcaddr', 'dstaddr'].map((key) => ({ path: [key], function: null, sendToArtifacts: true }))],
];

function vpcFlow(normalized: SchemaConfiguration['normalization'] = []): LogTypeSchema {
  const fields =
    'version:integer account_id interface_id srcaddr dstaddr srcport:integer dstport:integer protocol:integer ' +
    'packets:integer bytes:integer start:integer end:integer action log_status';
  return schema('text:flow', 'csv', fields, { delimiter: ' ', quotechar: '"', normalization: normalized });
}

/** Log types of other lengths, some of the same length that cannot take the lines. */
function otherFlow(index: number): LogTypeSchema {
  const fields = Array.from({ length: index % 16 === 0 ? 14 : 3 + (index % 11) }, (_, column) => `c${column}:integer`);
  return schema(`text:other${index}`, 'csv', fields.join(' '), { delimiter: ' ', quotechar: '"' });
}

const firewallFields =
  'time:integer devname action src sport:integer dst dport:integer proto:integer bytes:integer policy';
const firewall = schema('text:firewall', 'kv', firewallFields, { delimiter: ' ', separator: '=' });
const quotedFirewall = schema('text:firewall', 'kv', firewallFields, {
  delimiter: ' ',
  separator: '=',
  quotechar: '"',
});
const syslogFields = 'timestamp host application message';
const syslog = schema('text:syslog', 'syslog', syslogFields);
const tolerantSyslog = schema('text:syslog', 'syslog', `${syslogFields} process_id:integer`, {
  format: 'any',
  optionalTopLevelKeys: ['process_id'],
});

if (import.meta.main) {
  for (const { name, recordsPerSecond, ratio = Number.NaN } of await benchClassifyText()) {
    process.stdout.write(`${name.padEnd(32)} ${String(recordsPerSecond).padStart(9)} records/s  ${ratio.toFixed(2)}\n`);
  }
}
