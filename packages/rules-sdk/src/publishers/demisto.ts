import type { Alert } from '../alert.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { definePublisher, type Publisher } from '../publisher.ts';

/** Sets fields of the incident, `@demisto.{key}`, from `context.demisto`. */
export const demistoClassification = defineDemistoClassification(
  'publishers.sample.sample_demisto.demisto_classification',
);

/**
 * As {@link demistoClassification}, and where the rule's context says nothing, from what `classify` answers, e.g.
 * `{ incident_type: 'Phishing', severity: 'high', playbook: 'Phishing triage' }`.
 */
export function defineDemistoClassification(
  name: string,
  classify: (alert: Alert) => JsonObject = () => ({}),
): Publisher {
  return definePublisher(name, (alert, publication) => {
    const { demisto } = alert.context;
    const fields = Object.entries(isJsonObject(demisto) ? demisto : classify(alert));
    return { ...publication, ...Object.fromEntries(fields.map(([key, value]) => [`@demisto.${key}`, value] as const)) };
  });
}
