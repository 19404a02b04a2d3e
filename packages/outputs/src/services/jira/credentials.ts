import type { CredentialField } from '../../contract.ts';
import { optional, plainField } from '../../credential-fields.ts';

/** What both services keep beside the login. */
export const issueFields: readonly CredentialField[] = [
  plainField('project_key', 'the key of the project, e.g. SEC'),
  plainField('issue_type', 'the type of issues, as Jira spells it, e.g. Task'),
  optional(plainField('aggregate', 'yes: alerts of one rule become comments of its open issue')),
];
