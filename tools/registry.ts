import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mustRun } from './run.ts';
import { root } from './workspace.ts';

/** A running npm registry on loopback that holds this workspace's packages. */
export interface Registry {
  readonly url: string;
  /** An npm configuration file that names the registry and may publish to it. */
  readonly npmrc: string;
  /** Environment with which npm talks to this registry only, with a cache of its own. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts a registry, publishes every package to it with the command that a release uses, and hands it to `use`. Other
 * packages are fetched from the registry that npm is configured for. Registry and storage are gone afterwards, also
 * after a failure. Build first.
 */
export async function withRegistry<T>(use: (registry: Registry) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'streamalert-registry-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const npmrc = join(folder, 'npmrc');
  await writeFile(npmrc, `registry=${url}\n//127.0.0.1:${port}/:_authToken=anybody\n`);
  const env = {
    npm_config_userconfig: npmrc,
    npm_config_registry: url,
    npm_config_cache: join(folder, 'npm-cache'),
    npm_config_update_notifier: 'false',
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
  };
  const server = await startServer(folder, port);
  try {
    await mustRun('nx', ['release', 'publish', '--registry', url], { cwd: root, env });
    return await use({ url, npmrc, env });
  } finally {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  }
}

async function startServer(folder: string, port: number): Promise<ChildProcess> {
  const upstream = await npmSetting('registry');
  const cafile = await npmSetting('cafile');
  const config = join(folder, 'verdaccio.json');
  await writeFile(
    config,
    JSON.stringify({
      storage: join(folder, 'storage'),
      auth: { htpasswd: { file: join(folder, 'htpasswd') } },
      // One slow answer must not put the uplink aside: a missing package would then look like a wrong name.
      uplinks: { upstream: { url: upstream, maxage: '1h', timeout: '60s', max_fails: 100, fail_timeout: '1s' } },
      packages: {
        '@streamalert/*': { access: '$all', publish: '$all' },
        '**': { access: '$all', proxy: 'upstream' },
      },
      log: { type: 'stdout', format: 'pretty', level: 'warn' },
    }),
  );
  const server = spawn('verdaccio', ['--config', config, '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Where npm trusts a certificate authority of its own, so must the registry that fetches in its place.
    env: { ...process.env, ...(cafile !== 'null' && { NODE_EXTRA_CA_CERTS: cafile }) },
  });
  let log = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text: Buffer) => (log += text.toString()));
  try {
    await answers(`http://127.0.0.1:${port}/-/ping`, server);
  } catch (cause) {
    await stop(server);
    throw new Error(`The registry did not start:\n${log}`, { cause });
  }
  return server;
}

async function npmSetting(name: string): Promise<string> {
  return (await mustRun('npm', ['config', 'get', name], { cwd: root })).stdout.trim();
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (server.exitCode !== null) throw new Error(`It ended with ${server.exitCode}.`);
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await sleep(100);
  }
  throw new Error(`No answer at ${url} within 30 s.`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
