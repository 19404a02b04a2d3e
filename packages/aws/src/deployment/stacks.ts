/** A stack as it is deployed. */
export interface DeployedStack {
  readonly name: string;
  /** ARN: it names this stack even after it was deleted. */
  readonly id: string;
  /** CloudFormation's word, e.g. `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly reason?: string;
  /** Milliseconds since the epoch, of the last change. */
  readonly changedAt: number;
  /** Values by the description of an output, `kinesis_prod_arn`, or its name where it has none. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** A resource that a stack has. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** What a change set would do to one resource. */
export interface ResourceChange {
  readonly action: 'add' | 'modify' | 'replace' | 'remove' | 'import';
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  /** Properties that change, e.g. `KeySchema`; `Tags`, `Metadata` and the like by their name. */
  readonly properties: readonly string[];
  /** Only while it is changed CloudFormation sees whether it has to replace it. */
  readonly conditional: boolean;
  /** What is removed or replaced stays in the account. */
  readonly retained: boolean;
}

/** What to make of a stack. */
export interface StackRequest {
  readonly stack: string;
  /** JSON or YAML, or where it lies in S3. */
  readonly template: string | { readonly url: string };
  readonly kind: 'create' | 'update' | 'import';
  /** Existing resources by logical id, of `import`. */
  readonly imports?: readonly ResourceImport[];
  /** Also take over what exists under the names of the template. */
  readonly importExisting?: boolean;
}

/** A resource that exists, and is to belong to a stack. */
export interface ResourceImport {
  readonly logicalId: string;
  readonly type: string;
  /** By the name of its identifying property, `{ "TableName": "acme_streamalert_alerts" }`. */
  readonly identifier: Readonly<Record<string, string>>;
}

/** What a stack would become. */
export interface StackPlan {
  readonly stack: string;
  /** ARN of the change set; absent when nothing changes. */
  readonly changeSet?: string;
  readonly changes: readonly ResourceChange[];
}

/** A resource that could not be changed, with the reason that it gave itself. */
export interface ResourceFailure {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly reason: string;
}

/** What came of changing a stack. */
export interface StackOutcome {
  readonly succeeded: boolean;
  /** CloudFormation's word, e.g. `UPDATE_ROLLBACK_COMPLETE`. */
  readonly status: string;
  readonly failures: readonly ResourceFailure[];
}

/** Something that happens to a resource of a stack. */
export interface StackEvent {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  /** CloudFormation's word, e.g. `CREATE_COMPLETE`. */
  readonly status: string;
  readonly reason?: string;
}

/** How an operation is followed. */
export interface FollowOptions {
  readonly onEvent?: (event: StackEvent) => void;
  /** Ends following, not the operation. */
  readonly signal?: AbortSignal;
}

/** Stacks of one account and region. */
export interface Stacks {
  /** @returns `undefined` for a stack that does not exist, or that was deleted. */
  find(stack: string): Promise<DeployedStack | undefined>;
  /** Stacks that exist and whose names start so, in the order of their names. */
  list(start: string): Promise<readonly DeployedStack[]>;
  /** Resources of a stack that exists. */
  resources(stack: string): Promise<readonly StackResource[]>;
  /**
   * Finds out what a template would change, and changes nothing.
   *
   * @throws PlanError when CloudFormation does not take the template.
   */
  plan(request: StackRequest): Promise<StackPlan>;
  /** Forgets a plan, and the empty stack that it was made for. */
  discard(plan: StackPlan): Promise<void>;
  /** Does what a plan says and follows it to its end. What cannot be done is undone. */
  execute(plan: StackPlan, options?: FollowOptions): Promise<StackOutcome>;
  /** Deletes a stack and follows it to its end. */
  remove(stack: string, options?: FollowOptions): Promise<StackOutcome>;
}
