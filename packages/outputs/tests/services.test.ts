import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createOutputs, outputServices } from '../src/index.ts';
import { makeLogger } from './helpers/factories.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';

const names = outputServices.map(({ service }) => service);
const docs = new URL('../../../docs/outputs/', import.meta.url);

describe('outputServices', () => {
  it('are in order of their names, each once', () => {
    expect(names).toStrictEqual([...new Set(names)].sort());
  });

  it('can all be made, and agree with what is known of them', () => {
    const outputs = createOutputs({
      http: fetchHttpClient,
      write: () => undefined,
      baseDir: '.',
      aws: {},
      logger: makeLogger(),
    });
    expect(outputs.map(({ service, credentials, idempotent }) => [service, credentials, idempotent])).toStrictEqual(
      outputServices.map(({ service, credentials, idempotent }) => [service, credentials, idempotent]),
    );
  });

  it.each(names)('has a test of %s', (name) => {
    expect(readdirSync(new URL('.', import.meta.url))).toContain(`${name}.test.ts`);
  });

  it.each(outputServices.flatMap(({ service, credentials }) => credentials.map((field) => [service, field] as const)))(
    'describes the credentials of %s to who is asked for them',
    (_service, { description }) => {
      expect(description).toMatch(/^[a-z].{10,}[^.]$/);
    },
  );

  it('each hide every field that is a secret by its name', () => {
    const shown = outputServices.flatMap(({ service, credentials }) =>
      credentials
        .filter(({ name, mask }) => /token|key$|secret|password/.test(name) && name !== 'project_key' && !mask)
        .map(({ name }) => `${service} ${name}`),
    );
    expect(shown).toStrictEqual([]);
  });
});

describe('docs/outputs', () => {
  it('has a page for each service and no other', () => {
    const pages = readdirSync(docs).filter((name) => name !== 'README.md');
    expect(pages.sort()).toStrictEqual(names.map((name) => `${name}.md`).sort());
  });

  it('has an index of them', async () => {
    const rows = outputServices.map(({ service, credentials, idempotent }) => {
      const [title = ''] = readFileSync(new URL(`${service}.md`, docs), 'utf8').split('\n');
      const fields = credentials.map(({ name, optional }) => `\`${name}\`${optional === true ? '?' : ''}`).join(' ');
      return `| [\`${service}\`](${service}.md) | ${title.slice(2)} | ${fields || 'none'} | ${idempotent ? 'yes' : 'no'} |`;
    });
    await expect(index(rows)).toMatchFileSnapshot(new URL('README.md', docs).pathname);
  });
});

function index(rows: readonly string[]): string {
  return `# Outputs

<!-- Written by packages/outputs/tests/services.test.ts: npx vitest run --project outputs -u -->

Where alerts can be sent. An output is named \`service:descriptor\`: it stands in \`conf/outputs.json\`, its credentials are
stored by \`streamalert output set\`, rules name it under \`outputs\`. Each page shows the exact request, as a test of the
service recorded it, so that a page is never older than the code.

| service | is | credentials (\`?\`: optional) | a repetition arrives once |
| --- | --- | --- | --- |
${rows.join('\n')}

## The same for all

- **Credentials** are kept in the encrypted file of \`streamalert output set\`, in \`STREAMALERT_OUTPUT_<SERVICE>_<DESCRIPTOR>\`, or on AWS
  in Parameter Store. They are read again after five minutes, and at once when they are refused.
- **Certificates** are always verified. Give Node a private authority by \`NODE_EXTRA_CA_CERTS\`.
- **What passes by itself** (408, 425, 429, 5xx, no connection, no answer in time) is tried again with growing pauses, not before
  \`Retry-After\`, for ever. **What somebody has to repair** (other 3xx and 4xx, unknown output, wrong settings or credentials) is
  parked with its reason: \`streamalert status\` shows it, \`streamalert alerts\` tries it again.
- **Size limits** cut what is too large, visibly, and never the alert. The whole is in the history.
- **\`"format": "ocsf"\`** in the settings of any output sends an [OCSF Detection Finding](https://schema.ocsf.io/1.4.0/classes/detection_finding)
  (class 2004) in place of the publication, and shows it in place of the record.
  An output that is configured by a name takes \`{ "value": "name", "format": "ocsf" }\`.
- **\`streamalert output test service:descriptor\`** sends an alert that says it is a test, and prints what came of it.
`;
}
