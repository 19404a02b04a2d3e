import { CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type JsonObject, stringifyJson } from '@streamalert/core';
import { createAthenaSearch } from '../../src/athena/history-search.ts';
import { athenaClient, freshName, makeBucket, s3Client } from './clients.ts';

/** A workgroup and a database with an empty table `alerts` over JSON lines in a bucket. */
export async function makeAthena(url: string) {
  const [client, s3] = [athenaClient(url), s3Client(url)];
  const [bucket, results] = [await makeBucket(s3), await makeBucket(s3)];
  const workgroup = freshName('workgroup');
  const database = freshName('database').replaceAll('-', '_');
  await client.send(
    new CreateWorkGroupCommand({
      Name: workgroup,
      Configuration: { ResultConfiguration: { OutputLocation: `s3://${results}/` } },
    }),
  );
  await createDatabase(url, database);
  const ddl = createAthenaSearch({ client, workgroup, database });
  const columns = 'id string, rule_name string, staged boolean, hits bigint';
  await ddl.search(
    `create external table ${database}.alerts (${columns}) row format serde 'org.openx.data.jsonserde.JsonSerDe' location 's3://${bucket}/alerts/'`,
  );
  let objects = 0;
  return {
    client,
    workgroup,
    database,
    async add(rows: readonly JsonObject[]) {
      objects += 1;
      const Body = rows.map((row) => `${stringifyJson(row)}\n`).join('');
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `alerts/${objects}.json`, Body }));
    },
  };
}

/** Without a client of Glue, which nothing else here needs. */
async function createDatabase(url: string, database: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSGlue.CreateDatabase',
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/glue/aws4_request',
    },
    body: JSON.stringify({ DatabaseInput: { Name: database } }),
  });
  if (!response.ok) throw new Error(`glue:CreateDatabase answered ${response.status}: ${await response.text()}`);
}
