import { defineRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byUser, isClusterItself, wasAllowed } from './audit.ts';

export const eksRoleWithAllRights = defineRule({
  id: 'eks_role_with_all_rights',
  description:
    'Somebody made a role that may do everything with everything: cluster-admin under another name.\nFalse positive: an operator that asks for it as it is installed.',
  logs: ['eks:audit'],
  where: {
    stage: 'ResponseComplete',
    verb: ['create', 'update', 'patch'],
    'objectRef.resource': ['clusterroles', 'roles'],
  },
  when: ({ record }) => {
    const rules = valueAt(record, 'requestObject.rules');
    const grantsAll = (Array.isArray(rules) ? rules : []).some((rule) =>
      ['verbs', 'resources'].every((key) => {
        const values = valueAt(rule, key);
        return Array.isArray(values) && values.includes('*');
      }),
    );
    if (!grantsAll || !wasAllowed(record) || isClusterItself(record)) return false;
    return byUser(record, `role ${textAt(record, 'objectRef.name')} with all rights`);
  },
  severity: 'medium',
  tags: ['kubernetes', 'eks', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.006' },
    { tactic: 'TA0004', technique: 'T1098.006' },
  ],
  references: [
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/',
    'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html',
    'https://attack.mitre.org/techniques/T1098/006/',
  ],
  runbook: steps(
    'Ask the person or team behind the user, and look for a deployment at that time.',
    'Find the bindings of the role.',
    'Replace it by a role that names what is needed.',
  ),
});
