/**
 * Packs every package as it would be published and looks at the tarballs as a user's tools will: `publint` for the
 * manifest and its files, `attw` for the types that ESM programs get.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun, run } from './run.ts';
import { root } from './workspace.ts';

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** What must be in each tarball, and what must never be. */
const expected = ['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts', 'src/index.ts'];
const unwanted = /(^|\/)(tests|node_modules|api|\.tsbuildinfo|\.env)(\/|$)/;

async function problems(tarball: string, { files }: Packed): Promise<string[]> {
  const paths = files.map(({ path }) => path);
  const missing = expected.filter((path) => !paths.includes(path)).map((path) => `${path} is not packed`);
  const surplus = paths.filter((path) => unwanted.test(path)).map((path) => `${path} must not be packed`);
  const publint = await run('publint', ['run', tarball, '--strict'], { cwd: root });
  const attw = await run('attw', [tarball, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii'], { cwd: root });
  return [...missing, ...surplus, ...[publint, attw].filter(({ code }) => code !== 0).map(({ output }) => output)];
}

const folder = mkdtempSync(join(tmpdir(), 'streamalert-packed-'));
try {
  const { stdout } = await mustRun('npm', ['pack', '--workspaces', '--json', '--pack-destination', folder], {
    cwd: root,
  });
  const packed = Object.values(JSON.parse(stdout) as Record<string, Packed> | Packed[]);
  // Two at a time: each look is a process of its own.
  const queue = packed.values();
  const worker = async (): Promise<void> => {
    for (const pkg of queue) {
      for (const problem of await problems(join(folder, pkg.filename), pkg)) {
        process.exitCode = 1;
        process.stdout.write(`${pkg.name}: ${problem}\n`);
      }
    }
  };
  await Promise.all([worker(), worker()]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
