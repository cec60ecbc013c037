import { describe, expect, it } from 'vitest';
import { type Answer, openGuessLimits, repeat, wrong } from '../../support/open-guess-limits.ts';

const elsewhere = { source: '198.51.100.9' };

describe('a guesser at one account', () => {
  it('is slowed from the fifth guess on, each time twice as long', async () => {
    const { guess, goOn } = await openGuessLimits();

    expect(await repeat(4, () => guess('wrong'))).toEqual(wrong(4));
    for (const pause of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
      expect(await guess('right')).toEqual(['TOO_MANY_REQUESTS', pause]);
      goOn(pause);
      expect(await guess('wrong')).toBe('wrong');
    }
  });

  it('gets no further by asking during a pause, nor waits longer', async () => {
    const { guess, goOn, checked } = await openGuessLimits();
    await repeat(4, () => guess('wrong'));

    expect(await repeat(50, () => guess('wrong'))).toEqual(
      Array.from({ length: 50 }, () => ['TOO_MANY_REQUESTS', 1]),
    );
    goOn(1);

    expect(await guess('wrong')).toBe('wrong');
    expect(await guess('wrong')).toEqual(['TOO_MANY_REQUESTS', 2]);
    expect(checked()).toBe(5);
  });

  it('has 20 guesses a day from one source', async () => {
    const { guess, goOn, checked } = await openGuessLimits();
    await repeat(20, async () => {
      const answer = await guess('wrong');
      goOn(900);
      return answer;
    });

    expect(await guess('right')).toEqual(['TOO_MANY_REQUESTS', 86_400 - 20 * 900]);
    expect(checked()).toBe(20);
    goOn(86_400 - 20 * 900);
    expect(await guess('right')).toBe('right');
  });

  it('gets four guesses through of 100 at once', async () => {
    const { guess, checked, guesses, refusals } = await openGuessLimits();

    const answers = await Promise.all(Array.from({ length: 100 }, () => guess('wrong')));

    expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(4);
    expect(checked()).toBe(4);
    expect(guesses.toSorted()).toEqual([
      ...Array.from({ length: 96 }, () => 'refused'),
      ...Array.from({ length: 4 }, () => 'wrong'),
    ]);
    expect(refusals).toHaveLength(96);
  });

  it('gets one through of 100 at once when a pause is over', async () => {
    const { guess, goOn, checked } = await openGuessLimits();
    await repeat(4, () => guess('wrong'));
    goOn(1);

    await Promise.all(Array.from({ length: 100 }, () => guess('wrong')));

    expect(checked()).toBe(5);
  });
});

describe('many sources that guess at one account', () => {
  async function lock(guess: (end: 'wrong', from: { source: string }) => Promise<Answer>) {
    return repeat(100, (index) => guess('wrong', { source: `203.0.113.${index}` }));
  }

  it('have 100 guesses in a row, and lock the account for strangers', async () => {
    const { guess, checked } = await openGuessLimits();

    expect(await lock(guess)).toEqual(wrong(100));
    expect(await guess('right', elsewhere)).toEqual(['ACCOUNT_LOCKED', 86_400]);
    expect(checked()).toBe(100);
  });

  it('have them in a row only: success in between begins anew', async () => {
    const { guess } = await openGuessLimits();
    await repeat(99, (index) => guess('wrong', { source: `203.0.113.${index}` }));
    expect(await guess('right', elsewhere)).toBe('right');

    expect(await lock(guess)).toEqual(wrong(100));
  });

  it('get no more through at once', async () => {
    const { guess, checked } = await openGuessLimits();

    await Promise.all(
      Array.from({ length: 150 }, (_, index) => guess('wrong', { source: `203.0.113.${index}` })),
    );

    expect(checked()).toBe(100);
  });

  it('do not hold up the owner on a known device, nor where the attacker is', async () => {
    const { guess, limits } = await openGuessLimits();
    const { token: deviceToken = null } = limits.rememberDevice('ada@example.com') ?? {};
    await lock(guess);

    expect(await guess('right', { deviceToken })).toBe('right');
    expect(await guess('right', { deviceToken, source: '203.0.113.0' })).toBe('right');
    // The others go on waiting: a device proves nothing for them.
    expect(await guess('right', elsewhere)).toEqual(['ACCOUNT_LOCKED', 86_400]);
  });

  it('are refused by a device token of another account, and by a made-up one', async () => {
    const { guess, limits } = await openGuessLimits();
    const { token = '' } = limits.rememberDevice('eve@example.com') ?? {};
    await lock(guess);

    for (const deviceToken of [token, 'made up', '', `${token}x`]) {
      expect(await guess('right', { deviceToken })).toEqual(['ACCOUNT_LOCKED', 86_400]);
    }
  });
});

describe('a stranger', () => {
  it('cannot lock the owner out who comes from elsewhere', async () => {
    const { guess, goOn } = await openGuessLimits();
    await repeat(200, async () => {
      const answer = await guess('wrong');
      goOn(60);
      return answer;
    });

    expect(await guess('right', elsewhere)).toBe('right');
  });

  it('is told the same of an address that nobody has', async () => {
    const { guess } = await openGuessLimits();
    const nobody = { by: { email: 'nobody@example.com' } };

    const known = await repeat(30, () => guess('wrong'));
    expect(await repeat(30, () => guess('wrong', nobody))).toEqual(known);
  });

  it('counts the same in every form of an address', async () => {
    const { guess } = await openGuessLimits();
    await repeat(2, () => guess('wrong'));
    await repeat(2, () => guess('wrong', { by: { email: ' ＡDA@Example.COM ' } }));

    expect(await guess('wrong')).toEqual(['TOO_MANY_REQUESTS', 1]);
  });

  it('tries 300 passwords an hour on all accounts together', async () => {
    const { guess, checked } = await openGuessLimits();
    await repeat(300, (index) => guess('wrong', { by: { email: `user-${index}@example.com` } }));

    expect(await guess('wrong', { by: { email: 'next@example.com' } })).toEqual(['TOO_MANY_REQUESTS', 3_600]);
    expect(await guess('right', elsewhere)).toBe('right');
    expect(checked()).toBe(301);
  });

  it('frees nothing of that by signing in to an account of their own', async () => {
    const { guess } = await openGuessLimits({ perSource: { attempts: 5, seconds: 3_600 } });
    await repeat(4, (index) => guess('wrong', { by: { email: `user-${index}@example.com` } }));
    await repeat(3, () => guess('right'));
    await guess('wrong', { by: { email: 'one-more@example.com' } });

    expect(await guess('wrong', { by: { email: 'next@example.com' } })).toEqual(['TOO_MANY_REQUESTS', 3_600]);
  });
});

describe('a known device', () => {
  it('is slowed like a stranger, and does not slow strangers', async () => {
    const { guess, limits } = await openGuessLimits();
    const { token: deviceToken = null } = limits.rememberDevice('ada@example.com') ?? {};

    expect(await repeat(5, () => guess('wrong', { deviceToken }))).toEqual([
      ...wrong(4),
      ['TOO_MANY_REQUESTS', 1],
    ]);
    expect(await guess('wrong')).toBe('wrong');
  });

  it('counts as a stranger after 20 guesses a day', async () => {
    const { guess, limits, goOn } = await openGuessLimits();
    const { token: deviceToken = null } = limits.rememberDevice('ada@example.com') ?? {};
    const next = async () => {
      goOn(900);
      return guess('wrong', { deviceToken });
    };
    await repeat(20, next);

    expect(await repeat(4, () => guess('wrong', { deviceToken }))).toEqual(wrong(4));
    expect(await guess('wrong')).toEqual(['TOO_MANY_REQUESTS', 1]);
  });

  it('has no more than 100 guesses, however many tokens somebody collected', async () => {
    const { guess, limits, checked } = await openGuessLimits({ perAccountAndSource: null });
    const collected = Array.from(
      { length: 120 },
      () => limits.rememberDevice('ada@example.com')?.token ?? '',
    );
    await repeat(120, (index) => guess('wrong', { deviceToken: collected[index] ?? null, ...elsewhere }));

    // Of the last 20 four were taken as a stranger's.
    expect(checked()).toBe(104);
  });
});

describe('a signed-in user', () => {
  const by = { userId: 'a-user' };

  it('is slowed when the present password is wrong, and never locked out by strangers', async () => {
    const { guess } = await openGuessLimits();

    expect(await repeat(5, () => guess('wrong', { by }))).toEqual([...wrong(4), ['TOO_MANY_REQUESTS', 1]]);
  });

  it('has 20 guesses a day, from wherever the requests come', async () => {
    const { guess, goOn, checked } = await openGuessLimits();
    await repeat(25, (index) => {
      goOn(900);
      return guess('wrong', { by, source: `203.0.113.${index}` });
    });

    expect(checked()).toBe(20);
  });
});
