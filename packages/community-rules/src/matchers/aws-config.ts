import { cloudTrailEvent, type Matcher, valueAt } from '@streamalert/rules-sdk';

/** AWS Config evaluated resources, and not as a test. However the event of CloudTrail arrived. */
export const isConfigCompliance: Matcher = (event) => {
  const cloudTrail = cloudTrailEvent(event);
  return (
    cloudTrail?.eventSource === 'config.amazonaws.com' &&
    cloudTrail.eventName === 'PutEvaluations' &&
    valueAt(cloudTrail, 'requestParameters.testMode') !== undefined &&
    !valueAt(cloudTrail, 'requestParameters.testMode')
  );
};

/** AWS Config started an automation that repairs a resource. However the event of CloudTrail arrived. */
export const isConfigAutoRemediation: Matcher = (event) => {
  const cloudTrail = cloudTrailEvent(event);
  return (
    cloudTrail?.eventName === 'StartAutomationExecution' &&
    cloudTrail.eventSource === 'ssm.amazonaws.com' &&
    cloudTrail.sourceIPAddress === 'config.amazonaws.com'
  );
};
