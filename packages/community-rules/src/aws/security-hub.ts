import { type JsonObject, type Match, valueAt } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/** A match on a finding in the AWS Security Finding Format. */
export function ofSecurityHub(record: JsonObject): Match {
  const resources = valueAt(record, 'Resources');
  const resource = Array.isArray(resources) ? textAt(resources[0], 'Id') : '';
  return alertOn(`${textAt(record, 'Title') || 'a finding'}${resource === '' ? '' : `: ${resource}`}`, {
    product: textAt(record, 'ProductName'),
    account: textAt(record, 'AwsAccountId'),
    region: textAt(record, 'Region'),
    resource,
    remediation: textAt(record, 'Remediation.Recommendation.Url'),
    finding: textAt(record, 'Id'),
  });
}
