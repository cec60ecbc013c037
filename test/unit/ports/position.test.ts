import { describe, expect, it } from 'vitest';
import { isOffset } from '../../../src/ports/position.ts';

describe('an offset', () => {
  it.each(['0-0', '1-0', '1760000000123-7', '9223372036854775807-9223372036854775807'])('is %s', (text) => {
    expect(isOffset(text)).toBe(true);
  });

  it.each([
    '',
    '1',
    '1-',
    '-1-0',
    '1-0-0',
    ' 1-0',
    '1.5-0',
    // What no store could compare, or would answer with an error of its own.
    '9223372036854775808-0',
    '0-9223372036854775808',
    '18446744073709551616-0',
    '99999999999999999999-99999999999999999999',
  ])('is not %j', (text) => {
    expect(isOffset(text)).toBe(false);
  });
});
