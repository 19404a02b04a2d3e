import { describeRuleStatusStore } from '@streamalert/test-kit';
import { subjectOf } from './helpers/test-state.ts';

describeRuleStatusStore(
  'the rule statuses of a state directory',
  subjectOf((state) => state.ruleStatuses),
);
