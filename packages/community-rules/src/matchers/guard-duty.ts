import type { Matcher } from '@streamalert/rules-sdk';

/** A finding of GuardDuty that came through EventBridge. */
export const isGuardDutyFinding: Matcher = ({ record }) => record['detail-type'] === 'GuardDuty Finding';
