import { DomainError } from '../../domain/domain-error.ts';
import { type EmailAddress, toEmailAddress } from '../../domain/email-address.ts';
import type { AccountOf } from '../account-of.ts';
import type { GuessLimits } from '../guess-limits.ts';
import type { OneTimeTokenIssuer } from '../one-time-token-issuer.ts';
import type { WithAnswerFloor } from '../refusal-floor.ts';
import type { CommandInfo } from '../request-info.ts';
import { parseFields } from './parse-fields.ts';
import type { Registered, RegisterInput, RegisterUser } from './register-user.ts';
import type { RemindOwner } from './remind-owner.ts';
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
  readonly remindOwner: RemindOwner;
  readonly issuer: Pick<OneTimeTokenIssuer, 'expiryFor'>;
  readonly limits: Pick<GuessLimits, 'mail'>;
  readonly withAnswerFloor: WithAnswerFloor;
}): SignUp {
  return async (input, info) => {
    const { email } = parseFields({ email: toEmailAddress(input.email) });
    await deps.withAnswerFloor(() => register(email, input, info));
    return { sent: { expiresAt: deps.issuer.expiryFor('verify-email', info) } };
  };

  async function register(email: EmailAddress, input: RegisterInput, info: CommandInfo): Promise<void> {
    const isTaken = await deps.registerUser(input, info).then(() => false, concealTaken);
    // Counted for whom it is new to as well: what can be asked for afterwards would tell.
    const isWithin = await isWithinLimits(email, info);
    const owner = isTaken && isWithin ? await deps.accountOf(email) : null;
    if (owner !== null) await deps.remindOwner(owner, info);
  }

  /** Over them nobody is mailed, and the answer stays the same. */
  async function isWithinLimits(email: EmailAddress, { source }: CommandInfo): Promise<boolean> {
    return deps.limits.mail({ to: email, purpose: 'verify-email', source }).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof DomainError)) throw error;
        return false;
      },
    );
  }
}

function concealTaken(error: unknown): true {
  if (error instanceof DomainError && error.code === 'EMAIL_TAKEN') return true;
  throw error;
}
