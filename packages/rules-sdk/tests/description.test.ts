import { describe, expect, it } from 'vitest';
import { parseDescription } from '../src/index.ts';

describe('parseDescription', () => {
  it('takes the labels of a docstring apart', () => {
    const text = `
    author:           mia
    description:      Somebody logged in
                      at night.

                      Twice.
    ATT&CK Tactic:    Initial Access
    reference:        https://example.com/a/very/long/
                      path?with=query
    playbook:         (a) ask
                      (b) tell
    `;

    expect(parseDescription(text)).toStrictEqual({
      author: 'mia',
      description: 'Somebody logged in at night.\nTwice.',
      fields: {
        'att&ck tactic': 'Initial Access',
        reference: 'https://example.com/a/very/long/path?with=query',
        playbook: '(a) ask (b) tell',
      },
    });
  });

  it.each([
    ['text without labels', 'Somebody\nlogged in.', { author: '', description: 'Somebody logged in.', fields: {} }],
    ['nothing', '', { author: '', description: '', fields: {} }],
    [
      'a link at the start of a line',
      'See\nhttps://example.com',
      { author: '', description: 'See https://example.com', fields: {} },
    ],
    [
      'a label of more than twenty characters',
      'x: a\nthis is a much longer label: b',
      { author: '', description: '', fields: { x: 'a this is a much longer label: b' } },
    ],
    [
      'a label that comes again',
      'note: a\nother: b\nnote: c',
      { author: '', description: '', fields: { note: 'a c', other: 'b' } },
    ],
    [
      'an author and a later maintainer',
      'author: mia\nmaintainer: noah',
      { author: 'noah', description: '', fields: {} },
    ],
    ['two blank lines', 'a\n\n\nb', { author: '', description: 'a\n\nb', fields: {} }],
  ])('reads %s', (_case, text, expected) => {
    expect(parseDescription(text)).toStrictEqual(expected);
  });
});
