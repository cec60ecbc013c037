import { expect, test } from 'vitest';
import { freeBytesOf } from '../../../../../src/adapters/elasticsearch/diagnosis/watermarks.ts';

const gibibyte = 2 ** 30;
const total = 1_000 * gibibyte;

test.each([
  { watermark: '85%', headroom: '-1', free: 150 },
  { watermark: '0.85', headroom: '-1', free: 150 },
  { watermark: '85%', headroom: '100GB', free: 100 },
  { watermark: '95%', headroom: '100gb', free: 50 },
  { watermark: '20gb', headroom: '-1', free: 20 },
  { watermark: '512mb', headroom: '1gb', free: 0.5 },
])('of $watermark with a headroom of $headroom wants $free GiB free', ({ watermark, headroom, free }) => {
  expect(freeBytesOf(total, { watermark, headroom }) / gibibyte).toBeCloseTo(free, 6);
});
