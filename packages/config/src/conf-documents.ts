import type { Issue } from '@streamalert/core';
import type { ConfFile } from './conf-files.ts';
import { explainViolation } from './explain-violation.ts';
import { type JsonDocument, parseDocument, toPlain } from './json-document.ts';
import { type FileKind, violations } from './json-schemas.ts';

/** A file of `conf/`, parsed. */
export interface ConfDocument extends JsonDocument {
  readonly kind: FileKind;
  readonly name: string;
  /** Name and version of the npm package that brings it; absent: it is the user's own. */
  readonly package?: string;
}

/** Parses files; what cannot be parsed gives issues only. */
export function parseConfFiles(files: readonly ConfFile[]): { documents: ConfDocument[]; issues: Issue[] } {
  const documents: ConfDocument[] = [];
  const issues: Issue[] = [];
  for (const file of files) {
    const { kind, name } = file;
    const parsed = parseDocument(file.path, file.text);
    issues.push(...parsed.issues);
    if (parsed.document === undefined) continue;
    documents.push({ kind, name, ...(file.package !== undefined && { package: file.package }), ...parsed.document });
  }
  return { documents, issues };
}

/** Where a file differs from its JSON Schema. */
export function checkShape({ kind, file, root }: ConfDocument): Issue[] {
  return violations(kind, toPlain(root)).flatMap((violation) => explainViolation(file, violation) ?? []);
}
