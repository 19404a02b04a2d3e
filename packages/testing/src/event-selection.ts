import { basename, normalize } from 'node:path';
import type { Issue } from '@streamalert/core';

/** Which files and events are run. */
export interface EventSelection {
  takesFile(file: string): boolean;
  /** @param index Place in the file, from 1. */
  takesEvent(file: string, index: number): boolean;
  /** Names that were asked for and are nowhere: a mistake, not a passed test. `length`: how many events a file has. */
  absent(found: readonly { readonly file: string; readonly length?: number }[]): readonly Issue[];
}

interface Choice {
  readonly name: string;
  readonly file: string;
  /** Absent: every event of the file. */
  readonly index?: number;
}

/** @param names Paths or bare names of files, with `:2` behind them for one event; absent: all of them. */
export function createEventSelection(names: readonly string[] | undefined): EventSelection {
  const choices = names?.map(readChoice);
  const chosen = (file: string): readonly Choice[] | undefined => choices?.filter((choice) => isNamed(file, choice));
  return {
    takesFile: (file) => chosen(file)?.length !== 0,
    takesEvent: (file, index) =>
      chosen(file)?.some((choice) => choice.index === undefined || choice.index === index) !== false,
    absent: (found) =>
      (choices ?? []).flatMap((choice) => {
        const named = found.filter(({ file }) => isNamed(file, choice));
        if (named.length === 0) return [problem(choice.name, 'is not among the test event files')];
        const { index = 0 } = choice;
        const short = named.find(({ length }) => length !== undefined && index > length);
        return short === undefined
          ? []
          : [problem(choice.name, `${short.file} has no event ${index}, only ${short.length}`)];
      }),
  };
}

function readChoice(name: string): Choice {
  const [, file, index] = /^(.+):([1-9]\d*)$/.exec(name) ?? [];
  return file === undefined ? { name, file: name } : { name, file, index: Number(index) };
}

function isNamed(file: string, { file: wanted }: Choice): boolean {
  return normalize(wanted) === normalize(file) || wanted === basename(file) || wanted === basename(file, '.json');
}

function problem(file: string, message: string): Issue {
  return { file, pointer: '', message, severity: 'error' };
}
