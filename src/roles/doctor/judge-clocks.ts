import { type ClockReading, type Finding, fineAt, problemAt } from '../../ports/diagnosis.ts';
import { thisMachine } from './machine-diagnosis.ts';
import { machineProblems } from './machine-problems.ts';

const { skewed, farOff } = machineProblems;
/** In milliseconds. */
const [tolerated, dangerous] = [1_000, 30_000];

/** How far the clocks of the servers are from this machine's, and from each other. */
export function judgeClocks(clocks: readonly ClockReading[]): readonly Finding[] {
  const own: ClockReading = { server: thisMachine, ahead: 0, accuracy: 0 };
  return clocks.map((clock) => judgeClock(clock, farthestFrom(clock, [own, ...clocks])));
}

function judgeClock(clock: ClockReading, other: ClockReading): Finding {
  const apart = difference(clock, other);
  const found =
    apart <= tolerated || other.server === thisMachine
      ? `${inWords(clock.ahead)} this machine, ±${clock.accuracy} ms`
      : `${inWords(clock.ahead - other.ahead)} ${other.server}`;
  if (apart > dangerous) return problemAt(clock.server, farOff, found);
  return apart > tolerated
    ? problemAt(clock.server, skewed, found)
    : fineAt(clock.server, skewed.check, found);
}

function farthestFrom(clock: ClockReading, others: readonly ClockReading[]): ClockReading {
  return others.reduce((farthest, other) =>
    difference(clock, other) > difference(clock, farthest) ? other : farthest,
  );
}

/** By how much two clocks are apart at the least, in milliseconds: what the readings cannot tell is left out. */
function difference(a: ClockReading, b: ClockReading): number {
  return Math.abs(a.ahead - b.ahead) - a.accuracy - b.accuracy;
}

function inWords(ahead: number): string {
  return ahead < 0 ? `${-ahead} ms behind` : `${ahead} ms ahead of`;
}
