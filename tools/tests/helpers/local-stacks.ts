import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StackTemplate, withStandIns } from '../../local-aws/stand-ins.ts';
import type { Deployment } from './deployment.ts';

/** A stack as the local server has it. */
export interface LocalStack {
  readonly id: string;
  readonly stackName: string;
  readonly template: StackTemplate;
  readonly replaced: readonly string[];
}

/**
 * Runs `streamalert generate infra`, and puts stand-ins for what the local server lacks into the templates.
 *
 * @returns The stacks in the order in which they are deployed, and the files that are others than before.
 */
export async function generateLocally(deployment: Deployment, written: Map<string, string>) {
  // What was generated stands there again, so that only what changed since is told as a change.
  for (const [path, text] of written) writeFileSync(path, text);
  const { stacks, changes } = JSON.parse(await deployment.streamalert('generate', 'infra', '--format', 'json')) as {
    readonly stacks: readonly { readonly id: string; readonly stackName: string }[];
    readonly changes: readonly { readonly path: string; readonly change: string }[];
  };
  const local = stacks.map(({ id, stackName }): LocalStack => {
    const path = join(deployment.dir, 'deployment/stacks', id, 'template.yaml');
    const text = readFileSync(path, 'utf8');
    written.set(path, text);
    const { template, text: replacedText, replaced } = withStandIns(text);
    writeFileSync(path, replacedText);
    return { id, stackName, template, replaced };
  });
  return { stacks: local, changes };
}
