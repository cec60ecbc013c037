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
import type { Registered, RegisterInput, RegisterUser } from './register-user.ts';
import type { TokenSent } from './request-email-verification.ts';

/**
 * Registers somebody who asks for it. Where the address has to be proved first, nothing is told but that a mail is on its way:
 * whoever has the address is mailed a token, or that there is an account already; what is answered, and when, is the same.
 * @throws DomainError INVALID_INPUT, WEAK_PASSWORD, TOO_MANY_REQUESTS; EMAIL_TAKEN where that may be told
 * @throws Unavailable
 */
export type SignUp = (
  input: Omit<RegisterInput, 'roles'>,
  info: CommandInfo,
) => Promise<Registered | { readonly sent: TokenSent }>;

/** Tells nobody who has an account. */
export function makeDiscreetSignUp(deps: {
  readonly registerUser: RegisterUser;
  readonly accountOf: AccountOf;
  readonly handleCommand: HandleCommand;
  readonly issuer: Pick<OneTimeTokenIssuer, 'expiryFor'>;
  readonly limits: Pick<GuessLimits, 'mail'>;
  readonly withAnswerFloor: WithAnswerFloor;
  readonly clock: Clock;
}): SignUp {
  return async (input, info) => {
    const { email } = parseFields({ email: toEmailAddress(input.email) });
    await deps.withAnswerFloor(() => register(email, input, info));
    return { sent: { expiresAt: deps.issuer.expiryFor('verify-email', info) } };
  };

  async function register(email: EmailAddress, input: RegisterInput, info: CommandInfo): Promise<void> {
    try {
      await deps.registerUser(input, info);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'EMAIL_TAKEN') throw error;
      await remind(email, info);
    }
  }

  /** Lets the owner know, who is mailed no more often than they could have asked for it. */
  async function remind(email: EmailAddress, info: CommandInfo): Promise<void> {
    const account = await deps.accountOf(email);
    if (account === null) return;
    const { userId, known } = account;
    const command = { type: 'RepeatRegistration', now: deps.clock(), client: info.client } as const;
    try {
      await deps.limits.mail({ to: email, source: info.source });
      await deps.handleCommand({ userId, command, info, known });
    } catch (error) {
      // That there is an account which is busy, or was mailed to often, would tell that there is one.
      if (!(error instanceof DomainError)) throw error;
    }
  }
}
