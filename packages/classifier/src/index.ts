export { checkClassifier } from './check.ts';
export { createClassifier } from './classifier.ts';
export { ClassifierError, PositionError } from './errors.ts';
export { defaultLimits, maxBodyBytes } from './limits.ts';
export { readsLines } from './position.ts';
export type {
  ClassifiedBatch,
  ClassifiedBody,
  ClassifiedCounts,
  ClassifiedData,
  Classifier,
  ClassifierLimits,
  ClassifierOptions,
  ClassifyDataOptions,
  PayloadInput,
} from './types.ts';
