import { type Classifier, createClassifier } from '@streamalert/classifier';
import type { Config } from '@streamalert/config';

/** Classifiers by cluster, each made when it is first asked for; `undefined` for a cluster that is not configured. */
export type Classifiers = (cluster: string) => Classifier | undefined;

/** The classifiers of a configuration. */
export function createClassifiers({ clusters, logTypes }: Config): Classifiers {
  const made = new Map<string, Classifier>();
  return (name) => {
    const cluster = clusters.get(name);
    if (cluster === undefined) return undefined;
    const classifier = made.get(name) ?? createClassifier({ cluster, logTypes });
    made.set(name, classifier);
    return classifier;
  };
}
