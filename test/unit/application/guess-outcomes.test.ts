import { describe, expect, it } from 'vitest';
import { AccessDenied, IdempotencyKeyReused } from '../../../src/application/errors.ts';
import { DomainError } from '../../../src/domain/domain-error.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import { openGuessLimits, repeat, wrong } from '../../support/open-guess-limits.ts';

const away = new Unavailable('attempt counters', null);

describe('what ends an attempt', () => {
  it.each([
    ['a wrong password', new DomainError({ code: 'INVALID_CREDENTIALS' })],
    ['another input under a known idempotency key', new IdempotencyKeyReused()],
    ['what nobody foresaw', new Error('a mistake')],
  ])('counts: %s', async (_name, error) => {
    const { guess } = await openGuessLimits();
    for (let index = 0; index < 4; index += 1) await guess(error).catch(() => undefined);

    expect(await guess('right')).toEqual(['TOO_MANY_REQUESTS', 1]);
  });

  it.each([
    ['an invalid input', new DomainError({ code: 'INVALID_INPUT', issues: [] })],
    ['a full queue', new DomainError({ code: 'TOO_MANY_REQUESTS', retryAfter: new Date() })],
    ['a conflict', new DomainError({ code: 'CONFLICT' })],
    ['a store that is away', away],
    ['nobody who is signed in', new AccessDenied('UNAUTHENTICATED')],
  ])('is taken back: %s', async (_name, error) => {
    const { guess, guesses } = await openGuessLimits({ perSource: { attempts: 5, seconds: 3_600 } });
    for (let index = 0; index < 20; index += 1) await guess(error).catch(() => undefined);

    expect(await repeat(4, () => guess('wrong'))).toEqual(wrong(4));
    expect(guesses).toEqual([...Array.from({ length: 20 }, () => 'undecided'), ...wrong(4)]);
  });

  it('takes back the pause that began with it', async () => {
    const { guess } = await openGuessLimits();
    await repeat(3, () => guess('wrong'));
    await guess(away).catch(() => undefined);

    expect(await guess('wrong')).toBe('wrong');
    expect(await guess('wrong')).toEqual(['TOO_MANY_REQUESTS', 1]);
  });

  it.each([['a login'], ['a deactivated account']])('resets the account: %s', async (name) => {
    const { guess } = await openGuessLimits();
    const proof = name === 'a login' ? 'right' : new DomainError({ code: 'ACCOUNT_DEACTIVATED' });
    await repeat(3, () => guess('wrong'));
    await guess(proof).catch(() => undefined);

    expect(await repeat(5, () => guess('wrong'))).toEqual([...wrong(4), ['TOO_MANY_REQUESTS', 1]]);
  });

  it('reads no counter for what is no address', async () => {
    const { guess, refusals } = await openGuessLimits({
      counters: () => ({ count: () => Promise.reject(away) }),
    });

    expect(await repeat(10, () => guess('wrong', { by: { email: 'no address' } }))).toEqual(wrong(10));
    expect(refusals).toEqual([]);
  });
});

describe('counters that are away', () => {
  it('let nobody through', async () => {
    const { guess, limits, checked } = await openGuessLimits({
      counters: () => ({ count: () => Promise.reject(away) }),
    });
    const { token: deviceToken = null } = limits.rememberDevice('ada@example.com') ?? {};

    await expect(guess('right')).rejects.toBe(away);
    await expect(guess('right', { deviceToken })).rejects.toBe(away);
    await expect(guess('right', { by: { userId: 'a-user' } })).rejects.toBe(away);
    await expect(limits.wrongSecret('192.0.2.1')).rejects.toBe(away);
    await expect(limits.registration('192.0.2.1')).rejects.toBe(away);
    expect(checked()).toBe(0);
  });

  it('do not turn a login into a failure that is done already', async () => {
    const gone = () => Promise.reject(away);
    const { guess } = await openGuessLimits({ counters: () => ({ forget: gone, takeBack: gone }) });

    expect(await guess('right')).toBe('right');
  });
});

describe('secrets and registrations', () => {
  it('count against the source: wrong secrets with wrong passwords', async () => {
    const { guess, limits, refusals } = await openGuessLimits({ perSource: { attempts: 3, seconds: 3_600 } });
    await limits.wrongSecret('192.0.2.1');
    await guess('wrong');
    await limits.wrongSecret('192.0.2.1');

    await expect(limits.wrongSecret('192.0.2.1')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    expect(await guess('right')).toEqual(['TOO_MANY_REQUESTS', 3_600]);
    expect(refusals).toEqual(['secrets', 'source']);
  });

  it('count registrations apart, as often as one source asks', async () => {
    const { guess, limits, refusals } = await openGuessLimits();
    for (let index = 0; index < 3; index += 1) await limits.registration('192.0.2.1');

    await expect(limits.registration('192.0.2.1')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    await limits.registration('192.0.2.2');
    expect(await guess('right')).toBe('right');
    expect(refusals).toEqual(['registrations']);
  });
});
