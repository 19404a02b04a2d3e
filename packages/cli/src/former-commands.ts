/** What takes the place of commands of 3.5 and of the versions before it. */
const former: Readonly<Record<string, string>> = {
  app: 'apps are not deployed by this version; what they send to a stream or a bucket is classified as before',
  athena:
    'the tables of history are made by "streamalert deploy" and find their partitions themselves; "streamalert search --deployed" asks them',
  'create-metric-alarm': 'it is "streamalert create-alarm"',
  lambda: 'functions are built and deployed by "streamalert deploy", and taken back by "streamalert rollback"',
  'live-test': 'it is "streamalert test live"',
  metrics: 'it is "streamalert custom-metrics"',
  terraform: 'there is no Terraform: see "streamalert generate infra", "deploy", "list-targets" and "destroy"',
  'validate-schemas': 'it is "streamalert test classifier"',
};

/** What somebody is told who types such a command; `undefined` for any other. */
export function describeFormer(command: string | undefined): string | undefined {
  if (command === undefined || !Object.hasOwn(former, command)) return undefined;
  return `"${command}" is a command of StreamAlert 3.5 and before: ${former[command]}`;
}
