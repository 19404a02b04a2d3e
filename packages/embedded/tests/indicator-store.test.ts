import { describeIndicatorStore } from '@streamalert/test-kit';
import { subjectOf } from './helpers/test-state.ts';

describeIndicatorStore(
  'the indicators of a state directory',
  subjectOf((state) => state.indicators),
);
