import type { Issue } from '@streamalert/core';
import { type Path, warningAt } from '../issue-at.ts';
import { isList, isObject, type Ordered } from '../json-document.ts';
import { objectOf } from '../ordered-values.ts';
import { didYouMean } from '../suggest.ts';
import { envelopeKey } from './field-path.ts';
import { keepsAdditional, type Subject } from './subject.ts';

/** Globs that can never match. They only warn: such log types are in use, and load in 3.5. */
export function checkLogPatterns(subject: Subject): Issue[] {
  return checkPatterns(subject, objectOf(subject.configuration.get('log_patterns')), [], subject.fields);
}

function checkPatterns(
  subject: Subject,
  patterns: ReadonlyMap<string, Ordered>,
  inside: readonly string[],
  declared: ReadonlyMap<string, Ordered>,
): Issue[] {
  return [...patterns].flatMap(([field, test]) => {
    const path = [...subject.path, 'log_patterns', ...inside, field];
    if (inside.length === 0 && field === envelopeKey) return checkEnvelopePatterns(subject, test, path);
    const type = declared.get(field);
    // A schema without fields takes any record, so that any field may be there; so may additional keys that are kept.
    if (type === undefined && (declared.size === 0 || keepsAdditional(subject))) return [];
    if (type === undefined) {
      return warningAt(
        subject.file,
        path,
        `the schema has no such field, so nothing ever matches${didYouMean(field, declared.keys())}`,
      );
    }
    if (isObject(test)) {
      if (isObject(type) && type.size === 0) return [];
      return checkPatterns(subject, test, [...inside, field], objectOf(type));
    }
    return checkGlobs(subject.file, path, test, type);
  });
}

function checkEnvelopePatterns(subject: Subject, test: Ordered, path: Path): Issue[] {
  if (subject.envelope.size === 0) {
    return [warningAt(subject.file, path, 'there are no envelope_keys, so nothing ever matches')];
  }
  return checkPatterns(subject, objectOf(test), [envelopeKey], subject.envelope);
}

function checkGlobs(file: string, path: Path, test: Ordered, type: Ordered): Issue[] {
  if (isList(test) && test.length === 0) {
    return [warningAt(file, path, 'is empty, so nothing ever matches; give at least one glob')];
  }
  if (type === 'integer' || type === 'float' || type === 'boolean') {
    return [warningAt(file, path, `globs match texts only, and the field is ${type}, so nothing ever matches`)];
  }
  return [];
}
