import { expect, test } from 'vitest';
import { fineAt, problemAt } from '../../../../src/ports/diagnosis.ts';
import { judgeClocks } from '../../../../src/roles/doctor/judge-clocks.ts';
import { machineProblems } from '../../../../src/roles/doctor/machine-problems.ts';

const { skewed, farOff } = machineProblems;

test('takes clocks that are less than a second apart for right', () => {
  expect(
    judgeClocks([
      { server: 'A', ahead: 40, accuracy: 2 },
      { server: 'B', ahead: -900, accuracy: 5 },
    ]),
  ).toEqual([
    fineAt('A', 'clock', '40 ms ahead of this machine, ±2 ms'),
    fineAt('B', 'clock', '900 ms behind this machine, ±5 ms'),
  ]);
});

test('tells of a clock that is off', () => {
  expect(judgeClocks([{ server: 'A', ahead: 1_500, accuracy: 2 }])).toEqual([
    problemAt('A', skewed, '1500 ms ahead of this machine, ±2 ms'),
  ]);
  expect(judgeClocks([{ server: 'A', ahead: -31_000, accuracy: 2 }])).toEqual([
    problemAt('A', farOff, '31000 ms behind this machine, ±2 ms'),
  ]);
});

test('tells of servers that are apart from each other, though neither is from this machine', () => {
  expect(
    judgeClocks([
      { server: 'A', ahead: 800, accuracy: 0 },
      { server: 'B', ahead: -800, accuracy: 0 },
    ]),
  ).toEqual([problemAt('A', skewed, '1600 ms ahead of B'), problemAt('B', skewed, '1600 ms behind A')]);
});

test('blames no clock for a slow answer', () => {
  expect(judgeClocks([{ server: 'A', ahead: 1_900, accuracy: 1_500 }])).toEqual([
    fineAt('A', 'clock', '1900 ms ahead of this machine, ±1500 ms'),
  ]);
});
