import { describeCheckpointStore } from '@streamalert/test-kit';
import { subjectOf } from './helpers/test-state.ts';

describeCheckpointStore(
  'the checkpoints of a state directory',
  subjectOf((state) => state.checkpoints),
);
