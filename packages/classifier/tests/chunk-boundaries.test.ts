import { describe, expect, it } from 'vitest';
import { classifierOf, classify, schema } from './helpers/classify.ts';

const fields = { text: 'string', number: 'integer', last: 'string' } as const;

describe('a document that comes in pieces', () => {
  it('is one, wherever a number in it is cut', async () => {
    const document = '{"text":"x",\n"number":123456,\n"last":"y"}';

    for (let batchBytes = 1; batchBytes <= document.length; batchBytes++) {
      const { records } = await classify(classifierOf([schema('log:a', fields)], { batchBytes }), document);

      expect(records).toStrictEqual([{ text: 'x', number: 123456, last: 'y' }]);
    }
  });

  it('that breaks off is kept alike, however it comes', async () => {
    const listed = classifierOf([schema('log:a', fields, { jsonPath: ['r[*]'] })], { batchBytes: 10 });
    const document = `{"r":[{"text":"${'x'.repeat(60)}`;

    const whole = await classify(listed, document);
    const pieces = await classify(listed, document, { chunkBytes: 7 });

    expect(whole.reasons).toStrictEqual(['truncated JSON']);
    expect(pieces.rejected).toStrictEqual(whole.rejected);
  });
});
