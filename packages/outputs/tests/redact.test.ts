import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

describe('createRedactor', () => {
  const url = 'https://hooks.example.com/services/T0123/B0456/s3cretToken?sig=a%2Bb%2Bc%2Bd';

  it.each([
    ['the whole URL', `POST ${url} failed`, 'POST [redacted] failed'],
    ['its host, which a failed look-up names', 'ENOTFOUND hooks.example.com', 'ENOTFOUND [redacted]'],
    ['its path', 'no route /services/T0123/B0456/s3cretToken', 'no route [redacted]'],
    ['one segment of it', 'unknown token s3cretToken', 'unknown token [redacted]'],
    ['a segment in another case', 'unknown token S3CRETTOKEN', 'unknown token [redacted]'],
    ['a parameter as it was meant', 'bad sig a+b+c+d', 'bad sig [redacted]'],
    ['nothing else', '404 Not Found', '404 Not Found'],
  ])('removes %s', (_case, text, expected) => {
    expect(createRedactor([url])(text)).toBe(expected);
  });

  it.each([
    ['percent-encoded', encodeURIComponent('pa$$ "w&rd')],
    ['in JSON', JSON.stringify('pa$$ "w&rd').slice(1, -1)],
    ['in HTML', 'pa$$ &quot;w&amp;rd'],
    ['in base64', btoa('pa$$ "w&rd')],
    ['as Basic authorization', btoa('alice:pa$$ "w&rd')],
  ])('removes a value %s', (_case, text) => {
    expect(createRedactor(['alice', 'pa$$ "w&rd'])(`x ${text} y`)).not.toContain(text.slice(0, 8));
  });

  it('removes the parts of a JSON object of headers', () => {
    expect(createRedactor(['{"Authorization":"Bearer abcdef"}'])('token abcdef is old')).toBe(
      'token [redacted] is old',
    );
  });

  it('leaves texts alone where there are no credentials', () => {
    expect(createRedactor(['', 'ab'])('about ab')).toBe('about ab');
  });
});
