import { stringify } from 'yaml';
import type { Stack } from './stacks.ts';

/** Files of a deployment by their path: `shared/template.yaml`, `shared/samconfig.toml`. */
export function renderStacks(stacks: readonly Stack[]): ReadonlyMap<string, string> {
  return new Map(
    stacks.flatMap((stack) => [
      [`${stack.id}/template.yaml`, renderTemplate(stack)],
      [`${stack.id}/samconfig.toml`, renderSettings(stack)],
    ]),
  );
}

/**
 * A template as YAML, in which readers of the older YAML 1.1 find texts where they would take dates. What is the same twice is
 * written twice: anchors are not for reviewers.
 */
function renderTemplate({ template }: Stack): string {
  return stringify(template, { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0 });
}

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html */
function renderSettings({ stackName, region }: Stack): string {
  return [
    'version = 0.1',
    '',
    '[default.global.parameters]',
    `stack_name = ${JSON.stringify(stackName)}`,
    `region = ${JSON.stringify(region)}`,
    '',
    '[default.deploy.parameters]',
    'template_file = "template.yaml"',
    'capabilities = "CAPABILITY_NAMED_IAM CAPABILITY_AUTO_EXPAND"',
    'resolve_s3 = true',
    'confirm_changeset = true',
    'fail_on_empty_changeset = false',
    '',
    '[default.validate.parameters]',
    'template_file = "template.yaml"',
    'lint = true',
    '',
  ].join('\n');
}
