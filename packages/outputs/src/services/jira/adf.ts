import type { JsonObject } from '@streamalert/core';

const codeBlock = /\{code(?::([^}|]*)[^}]*)?\}([\s\S]*?)\{code\}/g;

/**
 * Wiki text as an Atlassian document: `{code}` blocks and paragraphs; other markup stays as it is typed.
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */
export function toAdf(wiki: string): JsonObject {
  const content: JsonObject[] = [];
  let from = 0;
  for (const { 0: whole, 1: language, 2: code = '', index } of wiki.matchAll(codeBlock)) {
    content.push(...paragraphs(wiki.slice(from, index)));
    const attrs = language === undefined || language === '' ? {} : { attrs: { language: language.toLowerCase() } };
    content.push({ type: 'codeBlock', ...attrs, content: code === '' ? [] : [{ type: 'text', text: code }] });
    from = index + whole.length;
  }
  content.push(...paragraphs(wiki.slice(from)));
  return { type: 'doc', version: 1, content };
}

function paragraphs(text: string): JsonObject[] {
  return text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part) => ({ type: 'paragraph', content: lines(part.trim()) }));
}

function lines(paragraph: string): JsonObject[] {
  return paragraph
    .split('\n')
    .flatMap((line, index): JsonObject[] => [
      ...(index === 0 ? [] : [{ type: 'hardBreak' }]),
      ...(line === '' ? [] : [{ type: 'text', text: line }]),
    ]);
}
