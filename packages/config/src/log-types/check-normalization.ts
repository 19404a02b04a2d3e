import type { Issue } from '@streamalert/core';
import { type Path, warningAt } from '../issue-at.ts';
import { isList, isObject, type Ordered } from '../json-document.ts';
import { entriesOf, listOf, objectOf, textOrTexts, textsOf } from '../ordered-values.ts';
import { didYouMean } from '../suggest.ts';
import { envelopeKey } from './field-path.ts';
import { conditionOperators } from './read-log-type.ts';
import { keepsAdditional, type Subject } from './subject.ts';

/** Normalization that never finds a value: paths that start nowhere, and conditions that cannot hold. */
export function checkNormalization(subject: Subject): Issue[] {
  const { file, fields, configuration } = subject;
  const path = [...subject.path, 'normalization'];
  return entriesOf(configuration.get('normalization')).flatMap(([type, parameters]) => {
    const list = listOf(parameters);
    if (isList(parameters) && list.length === 0) {
      return warningAt(file, [...path, type], 'is empty, so no value is ever found; give a path');
    }
    const entries = list.some(isObject) ? list : [];
    if (entries.length === 0) return checkStart(subject, textsOf(parameters)[0], [...path, type, 0], fields);
    return entries.flatMap((entry, index) => checkEntry(subject, objectOf(entry), [...path, type, index]));
  });
}

function checkEntry(subject: Subject, entry: ReadonlyMap<string, Ordered>, path: Path): Issue[] {
  const start = checkStart(subject, textsOf(entry.get('path'))[0], [...path, 'path', 0], subject.fields);
  const condition = objectOf(entry.get('condition'));
  if (condition.size === 0) return start;
  return [
    ...start,
    ...checkStart(subject, textsOf(condition.get('path'))[0], [...path, 'condition', 'path', 0], subject.fields),
    ...checkCondition(subject.file, condition, [...path, 'condition']),
  ];
}

function checkStart(
  subject: Subject,
  step: string | undefined,
  path: Path,
  fields: ReadonlyMap<string, Ordered>,
): Issue[] {
  const { file, envelope } = subject;
  if (step === undefined || fields.has(step) || (step === envelopeKey && envelope.size > 0)) return [];
  if (keepsAdditional(subject)) return [];
  return [
    warningAt(
      file,
      path,
      `the schema has no field ${quote(step)}, so no value is ever found${didYouMean(step, fields.keys())}`,
    ),
  ];
}

function checkCondition(file: string, condition: ReadonlyMap<string, Ordered>, path: Path): Issue[] {
  const given = conditionOperators.filter((operator) => condition.has(operator));
  const first = given[0];
  if (first === undefined || !condition.has('path')) {
    const needs = first === undefined ? `one of ${conditionOperators.join(', ')}` : 'a path';
    return [warningAt(file, path, `needs ${needs}; without it the entry never applies`)];
  }
  return [
    ...given
      .slice(1)
      .map((operator) =>
        warningAt(file, [...path, operator], `has no effect beside ${quote(first)}, which comes first`),
      ),
    ...textOrTexts(condition.get(first))
      .filter((operand) => operand !== operand.toLowerCase())
      .map((operand) =>
        warningAt(file, [...path, first], `values are compared in lower case; write ${quote(operand.toLowerCase())}`),
      ),
  ];
}

const quote = (text: string): string => JSON.stringify(text);
