import { describe, expect, it } from 'vitest';
import { BadUserInput } from '../../../src/graphql/errors.ts';
import { parseIdempotencyKey, parseTraceparent } from '../../../src/graphql/request-headers.ts';

const uuid = '8e03978e-40d5-43dd-bc93-6894a57f9324';

describe('the header Idempotency-Key', () => {
  it.each([
    ['nothing', null, null],
    ['a UUID', uuid, uuid],
    ['a UUID in quotes, which is the same key', `"${uuid}"`, uuid],
    ['16 characters', '0123456789abcdef', '0123456789abcdef'],
    ['128 characters', 'x'.repeat(128), 'x'.repeat(128)],
    ['128 characters in quotes', `"${'~'.repeat(128)}"`, '~'.repeat(128)],
    ['Base64', 'q83vEjRWeJCrze8S/+==', 'q83vEjRWeJCrze8S/+=='],
    ['escapes in quotes', '"a\\"quote\\\\and more"'.replace(' ', '-'), 'a"quote\\and-more'],
    ['separators in quotes', '"a,list;of=three,,"', 'a,list;of=three,,'],
  ])('may be %s', (_what, header, key) => {
    expect(parseIdempotencyKey(header)).toBe(key);
  });

  it.each([
    ['empty', ''],
    ['of 15 characters', '0123456789abcde'],
    ['of 129 characters', 'x'.repeat(129)],
    ['with a space', '0123456789 abcdef'],
    ['with a space in quotes', '"0123456789 abcdef"'],
    ['two keys', `${uuid}, ${uuid}`],
    ['a list without spaces', `${uuid},${uuid}`],
    ['with parameters', `"${uuid}";v=1`],
    ['with another script', 'schlüsselschlüssel'],
    ['with a control character', '0123456789\tabcdef'],
    ['with half a quote', `"${uuid}`],
    ['with a quote inside', '01234567"89abcdef'],
    ['with an escape of nothing special', '"0123456789\\abcdef"'],
    ['15 characters with an escape', '"0123456789abcd\\""'],
  ])('must not be %s', (_what, header) => {
    const parse = () => parseIdempotencyKey(header);
    expect(parse).toThrow(BadUserInput);
    expect(parse).toThrow(
      expect.objectContaining({
        message:
          'The header Idempotency-Key holds 16 to 128 visible ASCII characters: send a UUID, a new one for each request.',
        extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
      }),
    );
  });
});

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const parent = '00f067aa0ba902b7';

describe('the header traceparent', () => {
  it.each([
    ['of version 00', `00-${trace}-${parent}-01`],
    ['without the flag sampled', `00-${trace}-${parent}-00`],
    ['of a version to come', `cc-${trace}-${parent}-01`],
    ['of a version to come, with more fields', `cc-${trace}-${parent}-01-what-the-future-will-be`],
  ])('tells where a request stands: %s', (_what, header) => {
    expect(parseTraceparent(header)).toBe(`${trace}-${parent}`);
  });

  it.each([
    ['that is missing', null],
    ['that is empty', ''],
    ['of the version ff', `ff-${trace}-${parent}-01`],
    ['of version 00 with more fields', `00-${trace}-${parent}-01-more`],
    ['of a version to come whose flags go on', `cc-${trace}-${parent}-01.more`],
    ['in upper case', `00-${trace.toUpperCase()}-${parent}-01`],
    ['with a trace-id of zeros', `00-${'0'.repeat(32)}-${parent}-01`],
    ['with a parent-id of zeros', `00-${trace}-${'0'.repeat(16)}-01`],
    ['with a short trace-id', `00-${trace.slice(1)}-${parent}-01`],
    ['with a long parent-id', `00-${trace}-${parent}0-01`],
    ['without flags', `00-${trace}-${parent}`],
    ['that came twice', `00-${trace}-${parent}-01, 00-${trace}-${parent}-01`],
    ['with white space', ` 00-${trace}-${parent}-01`],
  ])('is ignored: one %s', (_what, header) => {
    expect(parseTraceparent(header)).toBeNull();
  });
});
