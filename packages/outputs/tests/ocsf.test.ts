import { describe, expect, it } from 'vitest';
import { ocsfFinding } from '../src/index.ts';
import { exampleAlert } from './helpers/example-alert.ts';

describe('ocsfFinding', () => {
  it('is a Detection Finding with all that an alert says', () => {
    expect(
      ocsfFinding({ ...exampleAlert, title: 'Trail stopped', owner: 'soc', context: { ticket: 7 } }),
    ).toStrictEqual({
      activity_id: 1,
      activity_name: 'Create',
      category_name: 'Findings',
      category_uid: 2,
      class_name: 'Detection Finding',
      class_uid: 2004,
      type_name: 'Detection Finding: Create',
      type_uid: 200401,
      time: 1772355612345,
      severity: 'High',
      severity_id: 4,
      status: 'New',
      status_id: 1,
      is_alert: true,
      message: 'Trail stopped',
      metadata: {
        version: '1.4.0',
        product: { name: 'StreamAlert', vendor_name: 'StreamAlert' },
        uid: exampleAlert.id,
        log_name: 'cloudtrail:events',
        log_provider: 's3',
        labels: ['aws', 'persistence'],
      },
      finding_info: {
        uid: exampleAlert.id,
        title: 'Trail stopped',
        desc: 'Somebody stopped a trail.',
        created_time: 1772355612345,
        types: ['cloudtrail:events'],
        analytic: { name: 'cloudtrail_logging_stopped', uid: 'cloudtrail_logging_stopped', type: 'Rule', type_id: 1 },
        attacks: [{ tactic: { uid: 'TA0005' }, technique: { uid: 'T1562.008' } }],
      },
      evidences: [{ data: exampleAlert.record }],
      remediation: {
        desc: 'Start the trail again, then ask who did it.',
        references: ['https://attack.mitre.org/techniques/T1562/008/'],
      },
      unmapped: {
        cluster: 'prod',
        context: { ticket: 7 },
        source_entity: 'acme-cloudtrail',
        staged: false,
        owner: 'soc',
      },
    });
  });

  it('says that a severity is unknown, and leaves out what a rule of 3.5 does not have', () => {
    const { severity: _s, tags: _t, attack: _a, references: _r, runbook: _b, ...alert } = exampleAlert;
    const finding = ocsfFinding(alert);
    expect(finding).toMatchObject({ severity_id: 0, severity: 'Unknown', message: 'cloudtrail_logging_stopped' });
    expect(finding).not.toHaveProperty('remediation');
    expect(JSON.stringify(finding)).not.toContain('attacks');
  });
});
