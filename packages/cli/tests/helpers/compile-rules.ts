import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { root } from './cli.ts';

/** What the compiler says: the file, the code of the diagnostic, and the text that it points at. */
export type Diagnostic = readonly [file: string, code: number, at: string];

/** Compiles the files of a rule repo as its own tsconfig says, with the SDK's source in place of its declarations. */
export function compileRules(repo: string): readonly Diagnostic[] {
  const file = join(repo, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (path) => readFileSync(path, 'utf8'));
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, repo);
  const program = ts.createProgram(fileNames, {
    ...options,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    paths: {
      '@streamalert/rules-sdk': [join(root, 'packages/rules-sdk/src/index.ts')],
      '@streamalert/rules-sdk/publishers': [join(root, 'packages/rules-sdk/src/publishers.ts')],
      // Its declarations say no more. Its sources would be held against the names of the repo.
      '@streamalert/community-rules': [join(root, 'packages/cli/tests/helpers/pack.d.ts')],
    },
  });
  return ts.getPreEmitDiagnostics(program).map(({ code, file: source, start = 0, length = 0 }) => {
    return [relative(repo, source?.fileName ?? ''), code, source?.text.slice(start, start + length) ?? ''];
  });
}
