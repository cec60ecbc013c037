import { describe, expect, it } from 'vitest';
import type { GuessLimits } from '../../../src/application/guess-limits.ts';
import type { EmailAddress } from '../../../src/domain/email-address.ts';
import { toEmailAddress } from '../../../src/domain/email-address.ts';
import type { TokenPurpose } from '../../../src/ports/one-time-tokens.ts';
import { openGuessLimits, repeat, wrong } from '../../support/open-guess-limits.ts';

const [here, elsewhere] = ['192.0.2.1', '198.51.100.9'];

function address(text: string): EmailAddress {
  const email = toEmailAddress(text);
  if (typeof email !== 'string') throw new Error(email.problem);
  return email;
}

/** So many wishes one after the other; the last of them, as it was answered. */
async function wish(
  limits: GuessLimits,
  times: number,
  to = 'ada@example.com',
  source = here,
  purpose: TokenPurpose = 'reset-password',
) {
  const answers: unknown[] = [];
  for (let index = 0; index < times; index += 1) {
    const answer = limits.mail({ to: address(to), purpose, source });
    answers.push(
      await answer.then(
        () => 'counted',
        (error: unknown) => error,
      ),
    );
  }
  return answers.at(-1);
}

const refused = { code: 'TOO_MANY_REQUESTS', refusal: { retryAfter: new Date(Date.UTC(2026, 0, 1, 1)) } };

describe('mails', () => {
  it('are refused beyond so many for one address, from wherever they are asked for', async () => {
    const { limits, refusals } = await openGuessLimits();
    expect(await wish(limits, 2)).toBe('counted');
    expect(await wish(limits, 1, ' ADA@Example.com ', elsewhere)).toMatchObject(refused);
    expect(await wish(limits, 1, 'eve@example.com')).toBe('counted');
    expect(refusals).toEqual(['mails_to_address']);
  });

  it('of one kind keep nobody from asking for another: who wants to have an address does not lock its owner out', async () => {
    const { limits } = await openGuessLimits();
    await wish(limits, 3, 'ada@example.com', elsewhere, 'change-email');
    await wish(limits, 3, 'ada@example.com', elsewhere, 'verify-email');
    expect(await wish(limits, 2)).toBe('counted');
    expect(await wish(limits, 1)).toMatchObject(refused);
  });

  it('are refused beyond so many for one source, whomever they are for', async () => {
    const { limits, refusals } = await openGuessLimits();
    for (let index = 0; index < 6; index += 1) await wish(limits, 1, `person-${index}@example.com`);
    expect(await wish(limits, 1, 'one-more@example.com')).toMatchObject(refused);
    expect(await wish(limits, 1, 'one-more@example.com', elsewhere)).toBe('counted');
    expect(refusals).toEqual(['mails_from_source']);
  });

  it('that were refused count nowhere: who asks on and on keeps nobody else from asking', async () => {
    const { limits } = await openGuessLimits();
    await wish(limits, 20);
    for (let index = 0; index < 4; index += 1) await wish(limits, 1, `person-${index}@example.com`);
    expect(await wish(limits, 1, 'last@example.com')).toMatchObject(refused);
    await wish(limits, 20, 'eve@example.com');
    expect(await wish(limits, 2, 'eve@example.com', elsewhere)).toBe('counted');
  });

  it('can be asked for again after the time that the refusal tells', async () => {
    const { limits, goOn } = await openGuessLimits();
    await wish(limits, 3);
    goOn(3_600);
    expect(await wish(limits, 2)).toBe('counted');
  });

  it('are let through as many as there may be when they are asked for at once', async () => {
    const { limits } = await openGuessLimits();
    const asked = Array.from({ length: 6 }, () =>
      limits.mail({ to: address('ada@example.com'), purpose: 'reset-password', source: here }),
    );
    const answers = await Promise.allSettled(asked);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });
});

describe('a password that was reset', () => {
  const account = { email: address('ada@example.com'), source: elsewhere };

  it('lets the owner in whose account is locked, where it was reset and elsewhere', async () => {
    const { limits, guess, goOn } = await openGuessLimits({ perAccount: { attempts: 5, seconds: 86_400 } });
    await repeat(9, (index) => guess('wrong', { source: `203.0.113.${index}` }));
    await repeat(4, () => guess('wrong', { source: elsewhere }));
    expect(await guess('right', { source: elsewhere })).toEqual(['ACCOUNT_LOCKED', 86_400]);
    goOn(1);
    await limits.forgive(account);
    expect(await guess('wrong', { source: elsewhere })).toBe('wrong');
    expect(await guess('right', { source: elsewhere })).toBe('right');
    expect(await guess('right', { source: here })).toBe('right');
  });

  it('frees the owner of the wait that their own guesses brought', async () => {
    const { limits, guess } = await openGuessLimits();
    expect(await repeat(4, () => guess('wrong', { source: elsewhere }))).toEqual(wrong(4));
    expect(await guess('right', { source: elsewhere })).toEqual(['TOO_MANY_REQUESTS', 1]);
    await limits.forgive(account);
    expect(await guess('right', { source: elsewhere })).toBe('right');
  });

  it('frees no stranger elsewhere of theirs', async () => {
    const { limits, guess } = await openGuessLimits();
    await repeat(4, () => guess('wrong', { source: here }));
    await limits.forgive(account);
    expect(await guess('wrong', { source: here })).toEqual(['TOO_MANY_REQUESTS', 1]);
  });
});
