import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GuessPolicy } from '../../../src/application/guesses/admit-guess.ts';
import type { Limit } from '../../../src/application/guesses/counting.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import { type Answer, openGuessLimits } from '../../support/open-guess-limits.ts';

/** Small, so that few guesses reach every limit. */
const policy = {
  perSource: { attempts: 7, seconds: 60 },
  perAccountAndSource: { attempts: 5, seconds: 100 },
  perAccount: { attempts: 6, seconds: 150 },
  guessesBeforeDelay: 3,
  longestDelay: 4,
} satisfies GuessPolicy;

interface Guess {
  readonly account: string;
  readonly source: string;
  readonly isKnown: boolean;
  readonly end: 'right' | 'wrong' | 'undecided';
}

/** Numbers of wrong guesses, each for a time from the first on, in seconds. */
function createTally() {
  const tally = new Map<string, { wrong: number; until: number }>();
  const standing = (name: string, now: number) => {
    const counter = tally.get(name);
    return counter !== undefined && counter.until > now ? counter : { wrong: 0, until: now };
  };
  return {
    wrong: (name: string, now: number) => standing(name, now).wrong,
    left: (name: string, now: number) => standing(name, now).until - now,
    add(name: string, seconds: number, now: number) {
      const { wrong, until } = standing(name, now);
      tally.set(name, { wrong: wrong + 1, until: wrong === 0 ? now + seconds : until });
    },
    clear: (name: string) => void tally.delete(name),
  };
}

type Rules = readonly { readonly name: string; readonly limit: Limit }[];

interface Counted {
  readonly counted: Rules;
  readonly pauses: readonly string[];
  readonly nth: number;
  readonly now: number;
}

/** The policy, told step by step: it reads before it writes, as nobody else does either at the time. */
function createModel() {
  const tally = createTally();

  return (guess: Guess, now: number): Answer | 'undecided' => {
    const isFull = ({ name, limit }: Rules[number]) => tally.wrong(name, now) >= limit.attempts;
    const devices = devicesOf(guess);
    const { own, before, whole } =
      guess.isKnown && !devices.before.some(isFull) ? devices : strangersOf(guess);
    const nth = tally.wrong(own, now) + 1;
    const pauses = nth < policy.guessesBeforeDelay ? [] : [`pause ${own}`];

    const waiting = before.filter(isFull).map(({ name }) => name);
    const [waitsFor] = [...waiting, ...pauses.filter((name) => tally.left(name, now) > 0)];
    if (waitsFor !== undefined) return ['TOO_MANY_REQUESTS', tally.left(waitsFor, now)];
    const [locked] = whole.filter(isFull);
    if (locked !== undefined) return ['ACCOUNT_LOCKED', tally.left(locked.name, now)];

    record(guess.end, { counted: [...before, ...whole], pauses, nth, now });
    return guess.end;
  };

  function record(end: Guess['end'], { counted, pauses, nth, now }: Counted): void {
    const seconds = Math.min(2 ** (nth - policy.guessesBeforeDelay), policy.longestDelay);
    const all = [...counted, ...pauses.map((name) => ({ name, limit: { attempts: 1, seconds } }))];
    for (const { name, limit } of all) {
      if (end === 'right' && !name.startsWith('source')) tally.clear(name);
      if (end === 'wrong') tally.add(name, limit.seconds, now);
    }
  }
}

function strangersOf({ account, source }: Guess) {
  const own = `pair ${account} ${source}`;
  const before: Rules = [
    { name: `source ${source}`, limit: policy.perSource },
    { name: own, limit: policy.perAccountAndSource },
  ];
  return { own, before, whole: [{ name: `account ${account}`, limit: policy.perAccount }] };
}

function devicesOf({ account }: Guess) {
  const own = `device of ${account}`;
  const before: Rules = [
    { name: own, limit: policy.perAccountAndSource },
    { name: `devices of ${account}`, limit: policy.perAccount },
  ];
  return { own, before, whole: [] };
}

const guess = fc.record<Guess>({
  account: fc.constantFrom('ada@example.com', 'nobody@example.com'),
  source: fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.2.3'),
  isKnown: fc.boolean(),
  end: fc.oneof(
    { weight: 8, arbitrary: fc.constant('wrong' as const) },
    { weight: 1, arbitrary: fc.constantFrom('right' as const, 'undecided' as const) },
  ),
});
const step = fc.tuple(guess, fc.constantFrom(0, 0, 0, 1, 2, 4, 8, 50));

it('lets the same guesses through as a simple model, in any order of guesses and pauses', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 80 }), async (steps) => {
      const { guess: ask, limits, goOn } = await openGuessLimits(policy);
      const answerOf = createModel();
      const tokens = new Map<string, string>();

      for (const [each, seconds] of steps) {
        const { account, source, isKnown, end } = each;
        const token = tokens.get(account) ?? limits.rememberDevice(account)?.token ?? '';
        tokens.set(account, token);
        const expected = answerOf(each, Date.now() / 1_000);
        const error = end === 'undecided' ? new Unavailable('message store', null) : end;
        const from = { by: { email: account }, source, deviceToken: isKnown ? token : null };
        const answer = await ask(error, from).catch(() => 'undecided' as const);
        expect(answer).toEqual(expected);
        goOn(seconds);
      }
    }),
    { numRuns: 150 },
  );
});
