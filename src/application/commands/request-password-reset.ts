import { DomainError } from '../../domain/domain-error.ts';
import { type EmailAddress, toEmailAddress } from '../../domain/email-address.ts';
import type { AccountOf } from '../account-of.ts';
import type { Clock } from '../environment.ts';
import type { GuessLimits } from '../guess-limits.ts';
import type { HandleCommand } from '../handle-command.ts';
import type { OneTimeTokenIssuer } from '../one-time-token-issuer.ts';
import type { WithAnswerFloor } from '../refusal-floor.ts';
import type { CommandInfo } from '../request-info.ts';
import { parseFields } from './parse-fields.ts';
import type { TokenSent } from './request-email-verification.ts';

/**
 * Has a token mailed to whoever has an active account with this address, with which another password can be chosen. It makes the
 * ones before it worthless, and changes nothing else. What is answered, and when, is the same whether there is such an account.
 * @throws DomainError INVALID_INPUT, TOO_MANY_REQUESTS
 * @throws Unavailable
 */
export type RequestPasswordReset = (email: string, info: CommandInfo) => Promise<TokenSent>;

export function makeRequestPasswordReset(deps: {
  readonly accountOf: AccountOf;
  readonly handleCommand: HandleCommand;
  readonly issuer: OneTimeTokenIssuer;
  readonly limits: Pick<GuessLimits, 'mail'>;
  readonly withAnswerFloor: WithAnswerFloor;
  readonly clock: Clock;
}): RequestPasswordReset {
  return async (text, info) => {
    const { email } = parseFields({ email: toEmailAddress(text) });
    // Before anybody is looked for: of an address without an account no more can be asked for either.
    await deps.limits.mail({ to: email, purpose: 'reset-password', source: info.source });
    await deps.withAnswerFloor(() => request(email, info).catch(concealRefusal));
    return { expiresAt: deps.issuer.expiryFor('reset-password', info) };
  };

  async function request(email: EmailAddress, info: CommandInfo): Promise<void> {
    const account = await deps.accountOf(email);
    if (account === null) return;
    const { userId, known } = account;
    const token = deps.issuer.issue('reset-password', userId, info);
    const what = { type: 'RequestPasswordReset', token, client: info.client } as const;
    await deps.handleCommand({ userId, command: { ...what, now: deps.clock() }, info, known });
  }
}

/** That an account is not active, or busy, would tell that there is one. */
function concealRefusal(error: unknown): void {
  if (!(error instanceof DomainError)) throw error;
}
