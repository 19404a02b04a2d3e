/**
 * Writes `examples/logs`: the sample that `npm start` runs on. With `--check` nothing is written; exit code 1 says that
 * the files are not what this program makes.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { exampleFiles } from './example-logs/files.ts';

const folder = fileURLToPath(new URL('../examples/logs/', import.meta.url));

/** Compressed bytes differ between versions of zlib, so content is what is compared. */
function textOf(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

function logsOnDisk(): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.jsonl?(\.gz)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const files = exampleFiles();
const stale = files.filter((file) => textOf(join(folder, file.path)) !== file.text);
const expected = new Set(files.map((file) => join(folder, file.path)));
const strangers = logsOnDisk().filter((path) => !expected.has(path));

if (process.argv.includes('--check')) {
  for (const file of stale)
    process.stderr.write(`examples/logs/${file.path} is not what tools/generate-example-logs.ts makes\n`);
  for (const path of strangers) process.stderr.write(`${path} is not made by tools/generate-example-logs.ts\n`);
  process.exitCode = stale.length + strangers.length > 0 ? 1 : 0;
} else {
  for (const file of stale) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.bytes());
  }
  process.stdout.write(`${stale.length} of ${files.length} files written to examples/logs\n`);
}
