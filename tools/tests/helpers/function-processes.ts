import { run } from '../../run.ts';

/** Ends the processes in which the local server runs a function, without a word to them, as AWS ends one that is out of memory. */
export async function killFunction(serverPid: number, functionName: string): Promise<void> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,args='], { cwd: '.' });
  const own = stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    // Each runs in a folder that is named after its function.
    .filter((found) => Number(found?.[2]) === serverPid && found?.[3]?.includes(`ministack-lambda-${functionName}-`));
  for (const found of own) process.kill(Number(found?.[1]), 'SIGKILL');
}
