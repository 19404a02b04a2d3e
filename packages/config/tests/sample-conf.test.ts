import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseJson } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { type LogTypeSchema, loadConfig } from '../src/index.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const data = `${root}../shared/data/cloudtrail`;

const services = ['console', 'file'];

describe('the sample conf/', () => {
  it('has no problem', async () => {
    const { issues } = await loadConfig(`${root}conf`, { services });

    expect(issues).toStrictEqual([]);
  });

  it('tries general audit entries of GitHub before lines of its appliance', async () => {
    const { config } = await loadConfig(`${root}conf`);

    const names = config?.logTypes.map(({ name }) => name).filter((name) => name.startsWith('ghe:'));
    expect(names).toStrictEqual(['ghe:general', 'ghe:syslog']);
  });

  it('sends alerts to the console and a file', async () => {
    const { config } = await loadConfig(`${root}conf`, { services });

    expect([...(config?.outputs.keys() ?? [])]).toStrictEqual(['console:stdout', 'file:alerts']);
    expect(config?.global.defaultOutputs).toStrictEqual(['console:stdout', 'file:alerts']);
  });

  it.runIf(existsSync(data))('knows every field of real CloudTrail events, and requires none they lack', async () => {
    const { config } = await loadConfig(`${root}conf`);
    const events = config?.logTypes.find(({ name }) => name === 'cloudtrail:events') as LogTypeSchema;
    const known = new Set(events.fields.map(([name]) => name));
    const required = [...known].filter((name) => !events.configuration.optionalTopLevelKeys.includes(name));

    const records = ['invictus', 'stratus'].flatMap((set) => readRecords(`${data}/${set}`));
    const odd = records.filter(
      (record) => Object.keys(record).some((key) => !known.has(key)) || required.some((key) => !(key in record)),
    );

    expect([records.length, odd]).toStrictEqual([2731, []]);
  });
});

/** Records of S3 objects and of arrays of events. */
function readRecords(folder: string): object[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const content = parseJson(readFileSync(`${folder}/${name}`, 'utf8')) as object[] | { Records: object[] };
      return Array.isArray(content) ? content : content.Records;
    });
}
