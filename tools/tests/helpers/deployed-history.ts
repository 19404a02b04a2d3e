import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from '../../workspace.ts';
import type { awsSender } from './aws.ts';

// DuckDB is a dependency of the package that uses it, and not of these tests.
const requireFrom = createRequire(join(root, 'packages/embedded/package.json'));

/**
 * Asks DuckDB about what the delivery stream of a table put into the bucket of a deployment.
 *
 * @param folder For the files: DuckDB reaches S3 only with an extension that is to be downloaded.
 * @param sql About the table, by its name.
 * @returns Rows, integers that may be large as text.
 */
export async function queryHistory(
  send: ReturnType<typeof awsSender>,
  { table, folder, sql }: { readonly table: string; readonly folder: string; readonly sql: string },
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const Bucket = 'acme-streamalert-data';
  const files = join(folder, 'parquet', table);
  for (const Key of await keysOf(send, Bucket, `parquet/${table}/`)) {
    const { Body } = await send('s3', 'GetObject', { Bucket, Key });
    mkdirSync(dirname(join(folder, Key)), { recursive: true });
    writeFileSync(join(folder, Key), await Body.transformToByteArray());
  }
  const { DuckDBInstance } = requireFrom('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(
    `CREATE VIEW ${table} AS SELECT * FROM read_parquet('${files}/**/*.parquet', hive_partitioning = true)`,
  );
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  connection.closeSync();
  return rows;
}

async function keysOf(send: ReturnType<typeof awsSender>, Bucket: string, Prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await send('s3', 'ListObjectsV2', { Bucket, Prefix, ContinuationToken });
    keys.push(...(page.Contents ?? []).map(({ Key }: { Key: string }) => Key));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return keys;
}
