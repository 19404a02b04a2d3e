/**
 * Stands in for Lambda's runtime: starts the function whose module is named, and says on descriptor 3 what that took. Then each line of
 * standard input is an event, and each line of descriptor 3 what became of it. It is JavaScript without imports, so that nothing is
 * loaded before the function that is not the function's own.
 */
const { handler } = await import(process.argv[2]);
const elapsedMs = performance.now();
const processorMs = processorTime();

const { writeSync } = process.getBuiltinModule('node:fs');
const { createInterface } = process.getBuiltinModule('node:readline');
const { subscribe } = process.getBuiltinModule('node:diagnostics_channel');

/** @type {Record<string, number>} */
let calls = {};
subscribe('http.client.request.start', ({ request }) => {
  const service = /\/([a-z\d]+)\/aws4_request/.exec(request.getHeader('authorization') ?? '')?.[1] ?? 'http';
  const action = request.getHeader('x-amz-target')?.split('.').at(-1) ?? request.method;
  calls[`${service} ${action}`] = (calls[`${service} ${action}`] ?? 0) + 1;
});

answer({ elapsedMs, processorMs });
for await (const line of createInterface({ input: process.stdin })) {
  const { event, limitMs } = JSON.parse(line);
  const [started, before] = [performance.now(), processorTime()];
  calls = {};
  let outcome;
  try {
    const response = await handler(event, {
      awsRequestId: crypto.randomUUID(),
      functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? '',
      getRemainingTimeInMillis: () => limitMs - (performance.now() - started),
    });
    outcome = { response: response ?? null };
  } catch (error) {
    outcome = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  answer({
    ...outcome,
    elapsedMs: performance.now() - started,
    processorMs: processorTime() - before,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    calls,
  });
}
process.exit();

/** Of all threads. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function answer(value) {
  writeSync(3, `${JSON.stringify(value)}\n`);
}
