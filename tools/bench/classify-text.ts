import { existsSync, readFileSync } from 'node:fs';
import type { BenchRow } from './support/bench-row.ts';
import { classifying } from './support/classify-all.ts';
import { floorOfText } from './support/floors.ts';
import { logType, ofSource, shippedLogTypes, withoutNormalization } from './support/log-types.ts';
import { measure, type Variant } from './support/measure.ts';

const wantedLines = 40_000;
const all = { classified: wantedLines, rejected: 0 };

/** The classifier on plain lines. The floor is to decode the same bytes, split them into lines, and each line at its blanks. */
export async function benchClassifyText(): Promise<BenchRow[]> {
  const shipped = await shippedLogTypes();
  const flow = vpcFlowLines();
  const pairs = repeat(firewallLine);
  const messages = repeat(syslogLine);
  const vpcFlow = ofSource(shipped, 'vpcflow');
  const on = (name: string, lines: Buffer, logTypes = vpcFlow): Variant => ({
    name,
    run: classifying(logTypes, [lines], all),
  });
  const seconds = await measure(
    [
      { name: 'flow: floor', run: () => floorOfText(flow) },
      on('flow', flow),
      on('flow, not normalized', flow, withoutNormalization(vpcFlow)),
      on('flow, all', flow, shipped),
      { name: 'pairs: floor', run: () => floorOfText(pairs) },
      on('pairs', pairs, [firewall]),
      on('pairs, quoted', pairs, [quotedFirewall]),
      { name: 'messages: floor', run: () => floorOfText(messages) },
      on('messages', messages, [syslog]),
      on('messages, all', messages, [tolerantSyslog]),
    ],
    { rounds: 4 },
  );
  const ofSplit = (measure: string, floor: string, name: string, required?: number, goFor?: number): BenchRow => ({
    measure,
    measured: seconds(floor) / seconds(name),
    unit: 'of the floor',
    recordsPerSecond: wantedLines / seconds(name),
    ...(required !== undefined && { required }),
    ...(goFor !== undefined && { goFor }),
  });
  return [
    ofSplit('the floor: decode and split VPC flow lines', 'flow: floor', 'flow: floor'),
    ofSplit('VPC flow CSV, of the split', 'flow: floor', 'flow', 0.28, 0.6),
    ofSplit('the same, no normalization', 'flow: floor', 'flow, not normalized', 0.28, 0.6),
    ofSplit(
      `the same, all ${shipped.length} shipped schemas, shipped normalization`,
      'flow: floor',
      'flow, all',
      0.28,
      0.6,
    ),
    ofSplit('key=value, of the split', 'pairs: floor', 'pairs', 0.2, 0.25),
    ofSplit('the same, quotes allowed', 'pairs: floor', 'pairs, quoted', 0.2, 0.25),
    ofSplit('syslog, of the split', 'messages: floor', 'messages', 0.25, 0.35),
    ofSplit('the same, any format of syslog', 'messages: floor', 'messages, all', 0.25, 0.35),
  ];
}

function vpcFlowLines(): Buffer {
  const generated = new URL('../../../shared/data/vpcflow/generated/v2_default_10k.log', import.meta.url);
  if (!existsSync(generated)) return repeat(flowLine);
  const lines = readFileSync(generated, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith(' OK'));
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

const firewallFields =
  'time:integer devname action src sport:integer dst dport:integer proto:integer bytes:integer policy';
const firewall = logType('text:firewall', 'kv', firewallFields, { delimiter: ' ', separator: '=' });
const quotedFirewall = logType('text:firewall', 'kv', firewallFields, {
  delimiter: ' ',
  separator: '=',
  quotechar: '"',
});
const syslogFields = 'timestamp host application message';
const syslog = logType('text:syslog', 'syslog', syslogFields);
const tolerantSyslog = logType('text:syslog', 'syslog', `${syslogFields} process_id:integer`, {
  format: 'any',
  optionalTopLevelKeys: ['process_id'],
});
