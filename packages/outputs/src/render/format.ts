import type { Alert, JsonObject, Publication } from '@streamalert/core';
import { ocsfFinding } from './ocsf.ts';

/** Shapes in which any output can send alerts. `publication`: as its publishers made it. */
export const formats = ['publication', 'ocsf'] as const;

export type Format = (typeof formats)[number];

/** Alert and publication of one delivery. */
interface Rendered {
  readonly alert: Alert;
  readonly publication: Publication;
}

/**
 * Puts the rendering where the service takes its content from: in place of the publication, whose override keys stay,
 * and in place of the record, which is what chats and tickets show.
 */
export function renderFormat(format: Format, { alert, publication }: Rendered): Rendered {
  if (format === 'publication') return { alert, publication };
  const finding = ocsfFinding(alert);
  const overrides = Object.entries(publication).filter(([key]) => key.startsWith('@'));
  return {
    alert: { ...alert, record: finding },
    publication: { ...finding, ...(Object.fromEntries(overrides) as JsonObject) },
  };
}
