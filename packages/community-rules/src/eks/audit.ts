import { type Json, type JsonObject, type Match, valueAt } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/** True when the API server did what was asked; `101` is an open stream, such as a shell. */
export function wasAllowed(record: JsonObject): boolean {
  const code = Number(valueAt(record, 'responseStatus.code') ?? Number.NaN);
  return code === 101 || (code >= 200 && code < 300);
}

/**
 * True for the parts of the cluster itself: nodes, controllers, what runs in `kube-system`, and what EKS runs.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
 */
export function isClusterItself(record: JsonObject): boolean {
  const name = textAt(record, 'user.username');
  if (name.startsWith('system:serviceaccount:')) return name.startsWith('system:serviceaccount:kube-system:');
  return (name.startsWith('system:') && name !== 'system:anonymous') || name.startsWith('eks:') || name === 'aws:eks';
}

/** A match on a request to the API server; the title ends with who made it, from where. */
export function byUser(
  record: JsonObject,
  what: string,
  facts: Readonly<Record<string, Json | undefined>> = {},
): Match {
  const user = textAt(record, 'user.username') || 'somebody';
  const addresses = valueAt(record, 'sourceIPs');
  const address = Array.isArray(addresses) && typeof addresses[0] === 'string' ? addresses[0] : '';
  return alertOn(`${what} by ${user} from ${address || 'an unknown address'}`, {
    actor: user,
    acting_as: textAt(record, 'impersonatedUser.username'),
    source_ip: address,
    user_agent: textAt(record, 'userAgent'),
    namespace: textAt(record, 'objectRef.namespace'),
    object: textAt(record, 'objectRef.name'),
    request: textAt(record, 'requestURI'),
    ...facts,
  });
}

/**
 * The specification of the pods that a request makes: of a pod itself, or the template of what makes pods. Present only
 * where the audit policy keeps request bodies, as that of EKS does for these.
 */
export function podSpecOf(record: JsonObject): Json | undefined {
  const paths = ['spec.template.spec', 'spec.jobTemplate.spec.template.spec', 'spec'];
  return paths
    .map((path) => valueAt(record, `requestObject.${path}`))
    .find((spec) => valueAt(spec, 'containers') !== undefined);
}

/** Every container of a pod, those that run first or for debugging as well. */
export function containersOf(spec: Json | undefined): readonly Json[] {
  return ['containers', 'initContainers', 'ephemeralContainers'].flatMap((key) => {
    const containers = valueAt(spec, key);
    return Array.isArray(containers) ? (containers as readonly Json[]) : [];
  });
}
