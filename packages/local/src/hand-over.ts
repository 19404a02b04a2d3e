/**
 * The hand-overs of the flow, in order. The pipeline may be killed at any of them and resumes; the kill test visits
 * each one.
 */
export const handOvers = [
  'batch-classified',
  'batch-committed',
  'bodies-received',
  'bodies-evaluated',
  'alerts-stored',
  'input-ended',
  'alerts-claimed',
  'output-sent',
  'outcome-settled',
  'merge-planned',
  'merge-stored',
  'history-flushed',
  'run-summarized',
] as const;

/** One hand-over of the flow. */
export type HandOver = (typeof handOvers)[number];

/** Called as the flow passes a hand-over. */
export type ReachHandOver = (point: HandOver) => void;
