import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../workspace.ts';
import { madeOnce } from './made-once.ts';
import { Missing } from './missing.ts';

const exec = promisify(execFile);

/** Older ones were not tried with the pinned packages. */
const oldestPython = [3, 10] as const;

/**
 * A Python environment with exactly the packages of a requirements file, each checked against its hash. It lies in `.tools/`
 * and is made anew when the file changes.
 *
 * @param name Of the environment, e.g. `ministack`.
 * @param requirements Absolute path of a file that pins every package with its hashes.
 * @returns The path of its interpreter.
 * @throws Missing when there is no Python that can make one, or the packages cannot be fetched.
 */
export async function pythonEnvironment(name: string, requirements: string): Promise<string> {
  const python = await findPython();
  const pins = readFileSync(requirements);
  const digest = createHash('sha256').update(pins).update(python.version).digest('hex').slice(0, 16);
  const folder = await madeOnce(join(root, '.tools', `python-${name}-${digest}`), (temporary) =>
    install(python.program, temporary, requirements),
  );
  return join(folder, 'bin/python');
}

async function install(python: string, folder: string, requirements: string): Promise<void> {
  try {
    await exec(python, ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
    await exec(join(folder, 'bin/python'), [...pip, '--require-hashes', '--only-binary', ':all:', '-r', requirements], {
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    throw new Missing(`the Python packages could not be installed: ${stderr.trim().split('\n').at(-1) || message}`);
  }
}

const probe = 'import ensurepip, venv, sys; print("%d.%d.%d" % sys.version_info[:3])';

async function findPython(): Promise<{ readonly program: string; readonly version: string }> {
  const found: string[] = [];
  for (const program of ['python3', 'python']) {
    try {
      const version = (await exec(program, ['-c', probe])).stdout.trim();
      const [major = 0, minor = 0] = version.split('.').map(Number);
      if (major === oldestPython[0] && minor >= oldestPython[1]) return { program, version };
      found.push(`${program} is ${version}`);
    } catch (error) {
      const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
      if (code !== 'ENOENT') found.push(`${program}: ${stderr.trim().split('\n').at(-1)}`);
    }
  }
  const why = found.length === 0 ? 'there is none' : found.join('; ');
  throw new Missing(`Python ${oldestPython.join('.')} or newer with venv is needed: ${why}`);
}
