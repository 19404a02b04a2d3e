export { MergerError } from './errors.ts';
export { mergeAlerts, mergedContextsKey } from './merge-alerts.ts';
export { canMerge } from './merge-key.ts';
export { type MergePlanOptions, planMerges } from './plan-merges.ts';
