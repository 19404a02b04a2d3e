import { PipelineError } from '@streamalert/core';

/** A stack is in a state in which it cannot be changed now. */
export class StackStateError extends PipelineError {
  override readonly name = 'StackStateError';
  readonly stackName: string;
  /** CloudFormation's word for it. */
  readonly status: string;

  constructor(message: string, stackName: string, status: string) {
    super(message);
    this.stackName = stackName;
    this.status = status;
  }
}

/** What is about to happen is not what was agreed to. */
export class ChangedPlanError extends PipelineError {
  override readonly name = 'ChangedPlanError';
}
