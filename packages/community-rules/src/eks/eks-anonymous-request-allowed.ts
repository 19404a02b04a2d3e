import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byUser, wasAllowed } from './audit.ts';

export const eksAnonymousRequestAllowed = defineRule({
  id: 'eks_anonymous_request_allowed',
  description:
    'The API server did what somebody asked who did not say who they are.\nFalse positive: a health check of a load balancer; the paths of these are left out.',
  logs: ['eks:audit'],
  where: { stage: 'ResponseComplete', 'user.username': 'system:anonymous' },
  when: ({ record }) =>
    wasAllowed(record) &&
    !/^\/(?:healthz|livez|readyz|version|openapi|\.well-known)(?:[/?]|$)/.test(textAt(record, 'requestURI')) &&
    byUser(record, `anonymous ${textAt(record, 'verb')} of ${textAt(record, 'requestURI')}`),
  merge: { by: ['requestURI'], windowMinutes: 60 },
  severity: 'critical',
  tags: ['kubernetes', 'eks', 'initial-access'],
  attack: [
    { tactic: 'TA0001', technique: 'T1133' },
    { tactic: 'TA0001', technique: 'T1078.001' },
  ],
  references: [
    'https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests',
    'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html',
    'https://attack.mitre.org/techniques/T1133/',
    'https://attack.mitre.org/techniques/T1078/001/',
  ],
  runbook: steps(
    'Find the binding that gives system:anonymous or system:unauthenticated rights, and delete it.',
    'Read what else came from the address.',
    'Close the public endpoint, or limit it to known networks.',
  ),
});
