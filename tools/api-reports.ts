/**
 * Writes what each entry point of each package exports to `api/<entry>.api.md` of its folder, from the built
 * declarations, so that a change of the public API shows in review. `--check` writes nothing and fails on a
 * difference; folder names choose packages.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { type Package, readPackages, root, sourceEntries } from './workspace.ts';

const scratch = mkdtempSync(join(tmpdir(), 'streamalert-api-'));

/** `.` → `index`, `./wire` → `wire`, `./aws/sqs` → `aws-sqs`. */
function entryName(subpath: string): string {
  return subpath === '.' ? 'index' : subpath.slice(2).replaceAll('/', '-');
}

function report(pkg: Package, subpath: string, source: string): string {
  const reportFileName = `${entryName(subpath)}.api.md`;
  const folder = join(scratch, pkg.id);
  mkdirSync(folder, { recursive: true });
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: join(pkg.folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: pkg.folder,
      mainEntryPointFilePath: join(pkg.folder, source.replace('./src/', 'dist/').replace(/\.ts$/, '.d.ts')),
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'es2024',
            module: 'nodenext',
            strict: true,
            skipLibCheck: true,
            types: ['node'],
            customConditions: [],
          },
        },
      },
      apiReport: {
        enabled: true,
        reportFileName,
        reportFolder: folder,
        reportTempFolder: join(folder, 'temp'),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const result = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      if (message.logLevel === ExtractorLogLevel.Error) return;
      message.handled = true;
    },
  });
  if (!result.succeeded) process.exitCode = 1;
  return readFileSync(join(folder, reportFileName), 'utf8');
}

/** The reports a package should have, by file name. */
function reports(pkg: Package): Map<string, string> {
  return new Map(
    [...sourceEntries(pkg)].map(([subpath, source]) => [`${entryName(subpath)}.api.md`, report(pkg, subpath, source)]),
  );
}

function committed(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const { check } = values;
for (const pkg of readPackages().filter(({ id }) => positionals.length === 0 || positionals.includes(id))) {
  const folder = join(pkg.folder, 'api');
  const wanted = reports(pkg);
  const found = committed(folder);
  const changed = [...new Set([...wanted.keys(), ...found.keys()])].filter(
    (name) => wanted.get(name) !== found.get(name),
  );
  for (const name of changed) {
    process.stdout.write(`${check ? 'stale' : 'wrote'} ${relative(root, join(folder, name))}\n`);
    if (check) continue;
    const text = wanted.get(name);
    mkdirSync(folder, { recursive: true });
    if (text === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), text);
  }
  if (check && changed.length > 0) process.exitCode = 1;
}
rmSync(scratch, { recursive: true, force: true });
if (check && process.exitCode === 1) process.stderr.write('Run `npm run api`, read the difference, and commit it.\n');
