import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeNamedEvent } from './helpers/cloudtrail.ts';
import { runInProcess, search } from './helpers/in-process.ts';
import { makeProject, temporaryFolder } from './helpers/project.ts';
import { startReceiver } from './helpers/receiver.ts';
import { ruleOn } from './helpers/rules.ts';

it('integers beyond 2⁵³ come out of webhook, file, history and search as they went in', async () => {
  const dir = temporaryFolder();
  const receiver = await startReceiver();
  const file = join(dir, 'alerts.jsonl');
  const rule = ruleOn('StopLogging', { outputs: ['webhook:soc', 'file:alerts'] });
  const outputs = { webhook: ['soc'], file: { alerts: file } };
  const project = makeProject(dir, { outputs, rules: { 'stop.ts': rule } });
  const numbers = '{"size":9007199254740993,"list":[{"id":9223372036854775807},-9007199254740995]}';
  const event = JSON.stringify({ ...makeNamedEvent('StopLogging', 'a'), requestParameters: '?' });
  writeFileSync(join(dir, 'a.json'), event.replace('"?"', numbers));

  await runInProcess(project, {
    inputs: [join(dir, 'a.json')],
    environment: { STREAMALERT_OUTPUT_WEBHOOK_SOC: JSON.stringify({ url: receiver.url }) },
  });

  expect(receiver.received[0]?.body).toContain(numbers);
  expect(readFileSync(file, 'utf8')).toContain(numbers);
  expect(await search(project, 'select requestparameters from cloudtrail_events')).toStrictEqual([
    [{ size: '9007199254740993', list: '[{"id":9223372036854775807},-9007199254740995]' }],
  ]);
  expect(await search(project, "select record['requestParameters'] from alerts")).toStrictEqual([[numbers]]);
  const sum = "select requestparameters['size']::bigint + 1 from cloudtrail_events";
  expect(await search(project, sum)).toStrictEqual([[9007199254740994n]]);
});
