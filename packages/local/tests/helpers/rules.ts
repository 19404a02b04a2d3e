/** Text of a rule file with a CloudTrail rule that looks at the name of the event. */
export function ruleOn(
  eventName: string,
  options: { readonly id?: string; readonly outputs?: readonly string[] } = {},
) {
  const { id = eventName.toLowerCase(), outputs = ['console'] } = options;
  return `
    import { defineCloudTrailRule } from '@streamalert/rules-sdk';
    export const rule = defineCloudTrailRule({
      id: '${id}', description: 'Something was done.', where: { eventName: '${eventName}' },
      outputs: ${JSON.stringify(outputs)},
    });`;
}
