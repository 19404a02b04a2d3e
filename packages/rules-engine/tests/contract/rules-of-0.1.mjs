// A file of rules with the SDK of 0.1 in it, as a bundler makes it. It is never changed: later engines have to run it.
import { BlockList, isIP } from 'node:net';

// packages/rules-sdk/src/json.ts
function isJsonObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
// packages/rules-sdk/src/paths.ts
function valueAt(data, path) {
  let value = data;
  for (const key of path.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return void 0;
    value = value[key];
  }
  return value;
}
// packages/rules-sdk/src/rule.ts
const ruleMark = Symbol.for('@streamalert/rule');
function defineRule(options) {
  return Object.freeze({
    ...options,
    [ruleMark]: 1,
  });
}
// packages/rules-sdk/src/cloudtrail.ts
const cloudTrailLogs = ['cloudtrail:events', 'cloudwatch:events', 'cloudwatch:cloudtrail'];
const wrapped = 'cloudwatch:events';
function cloudTrailEvent(event) {
  const data = event.logType === wrapped ? event.record['detail'] : event.record;
  return isCloudTrailEvent(data) ? data : void 0;
}
function isCloudTrailEvent(data) {
  return isJsonObject(data) && typeof data['eventName'] === 'string' && typeof data['eventSource'] === 'string';
}
function defineCloudTrailRule(options) {
  const { where, requires = [], when, ...rest } = options;
  return defineRule({
    ...rest,
    logs: cloudTrailLogs,
    ...(where !== void 0 && { whereByLog: whereByLog(where) }),
    when: (event) => {
      const found = cloudTrailEvent(event);
      if (found === void 0 || requires.some((path) => valueAt(found, path) === void 0)) return false;
      return when === void 0 || when(found, event);
    },
  });
}
function whereByLog(where) {
  return {
    'cloudtrail:events': where,
    'cloudwatch:cloudtrail': where,
    'cloudwatch:events': Object.fromEntries(Object.entries(where).map(([path, test]) => [`detail.${path}`, test])),
  };
}
// packages/rules-sdk/src/keys.ts
const normalizationKey = 'streamalert_normalization';
function getKeys(data, key, maxMatches = 0) {
  const found = [];
  const queue = data === void 0 ? [] : [data];
  for (let next = 0; next < queue.length; next++) {
    const container = queue[next];
    if (Array.isArray(container)) {
      for (const item of container) if (typeof item === 'object' && item !== null) queue.push(item);
      continue;
    }
    if (!isJsonObject(container)) continue;
    if (Object.hasOwn(container, key)) {
      found.push(container[key]);
      if (maxMatches > 0 && found.length >= maxMatches) return found;
    }
    for (const name of Object.keys(container)) {
      const value = container[name];
      if (name !== normalizationKey && typeof value === 'object' && value !== null) queue.push(value);
    }
  }
  return found;
}
function getFirstKey(data, key, fallback) {
  const found = getKeys(data, key, 1);
  return found.length > 0 ? found[0] : fallback;
}
// packages/rules-sdk/src/matchers.ts
function all(...matchers) {
  return (event) => matchers.every((matcher) => matcher(event));
}
// packages/rules-sdk/src/network.ts
function validIp(value) {
  return typeof value === 'string' && isIP(value) !== 0;
}
const maxCached = 1e3;
const cache = new Map();
function inNetwork(ip, cidrs) {
  if (!validIp(ip)) return false;
  const family = isIP(ip) === 4 ? 'ipv4' : 'ipv6';
  for (const cidr of cidrs) if (networkOf(cidr)?.check(ip, family) === true) return true;
  return false;
}
function networkOf(cidr) {
  if (cache.has(cidr)) return cache.get(cidr);
  if (cache.size >= maxCached) cache.clear();
  const network = parseNetwork(cidr);
  cache.set(cidr, network);
  return network;
}
function parseNetwork(cidr) {
  const [address = '', length, ...rest] = cidr.split('/');
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  if (version === 0 || rest.length > 0 || !/^\d{1,3}$/.test(length ?? '0') || Number(length ?? bits) > bits) return;
  const network = new BlockList();
  network.addSubnet(address, Number(length ?? bits), version === 4 ? 'ipv4' : 'ipv6');
  return network;
}
// packages/rules-sdk/src/publisher.ts
const publisherMark = Symbol.for('@streamalert/publisher');
function definePublisher(name, publish) {
  return Object.freeze({
    [publisherMark]: 1,
    name,
    publish,
  });
}
// ../../../tmp/sdk/contract/rules.ts
const production = ({ cluster }) => cluster === 'prod';
const fromOutside = ({ record }) => !inNetwork(record['address'], ['192.0.2.0/24']);
const short = definePublisher('short_of_0_1', (alert, publication) => ({
  ...publication,
  '@slack.text': alert.ruleName,
}));
const everyOption = defineRule({
  id: 'every_option',
  description: 'Uses every option that a rule of 0.1 may have.',
  logs: ['vpn:login'],
  datatypes: ['ip_address'],
  where: { action: ['login', 'reset'] },
  whereByLog: { 'vpn:login': { port: 22 } },
  requires: ['user.name'],
  matchers: [all(production, fromOutside)],
  when: async (event) =>
    event.normalized('ip_address').length === 1 &&
    event.intel().length === 0 &&
    (await event.lookup('watched', 'nobody', 'fallback')) === 'fallback' &&
    event.sampled(1) &&
    event.now > 0 && {
      alert: true,
      title: `${getFirstKey(event.record, 'name')}`,
      severity: 'high',
      context: { b: 2 },
    },
  context: { a: 1 },
  outputs: ['slack:soc'],
  dynamicOutputs: async (_event, match) => [`jira:${match.title}`],
  publishers: { slack: short },
  merge: {
    by: ['name'],
    windowMinutes: 5,
  },
  severity: 'low',
  tags: ['vpn'],
  attack: [
    {
      tactic: 'TA0001',
      technique: 'T1078',
    },
  ],
  references: ['https://example.com'],
  runbook: 'Ask.',
  owner: 'soc',
  enabled: true,
});
const trailStopped = defineCloudTrailRule({
  id: 'trail_stopped',
  description: 'Somebody stopped a trail.',
  where: { eventName: 'StopLogging' },
  requires: ['requestParameters.name'],
  when: ({ errorCode }) => !errorCode,
});

export { everyOption, short, trailStopped };
