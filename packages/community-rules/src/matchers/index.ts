export { isConfigAutoRemediation, isConfigCompliance } from './aws-config.ts';
export { isGuardDutyFinding } from './guard-duty.ts';
export { isAdded, isUserLogin } from './osquery.ts';
