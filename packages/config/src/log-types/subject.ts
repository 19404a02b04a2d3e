import type { Path } from '../issue-at.ts';
import type { Ordered } from '../json-document.ts';

/** A log type that is being checked. */
export interface Subject {
  readonly file: string;
  /** Path of `configuration`. */
  readonly path: Path;
  readonly parser: string;
  readonly fields: ReadonlyMap<string, Ordered>;
  readonly envelope: ReadonlyMap<string, Ordered>;
  readonly configuration: ReadonlyMap<string, Ordered>;
}

/** Records may have keys that the schema does not name, and keep them. */
export const keepsAdditional = ({ configuration }: Subject): boolean => configuration.get('additional_keys') === 'keep';
