import { DomainError } from '../../domain/domain-error.ts';
import { type EmailAddress, toEmailAddress } from '../../domain/email-address.ts';
import { toPassword } from '../../domain/password-policy.ts';
import { active } from '../../domain/user/standing.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { PasswordHasher } from '../../ports/password-hasher.ts';
import type { AccountOf } from '../account-of.ts';
import type { CommandHistory } from '../command-history.ts';
import type { Clock } from '../environment.ts';
import type { GuessLimits } from '../guess-limits.ts';
import type { HandleCommand } from '../handle-command.ts';
import type { LoadUser } from '../load-user.ts';
import type { OneTimeTokenIssuer } from '../one-time-token-issuer.ts';
import type { WithAnswerFloor } from '../refusal-floor.ts';
import type { CommandInfo } from '../request-info.ts';
import { requireViewer, type Viewer } from '../viewer.ts';
import { parseFields } from './parse-fields.ts';
import type { RemindOwner } from './remind-owner.ts';
import type { TokenSent } from './request-email-verification.ts';

export interface RequestEmailChangeInput {
  readonly newEmail: string;
  readonly password: string;
}

/**
 * Has a token mailed to another address for the viewer, on proof of their password. It makes the ones before it worthless; the account
 * keeps its address until the token is presented. Where nobody is told who has an account, an address that is taken is answered as
 * any other: its owner is let know.
 * @throws AccessDenied when nobody is signed in
 * @throws DomainError INVALID_INPUT, INVALID_CREDENTIALS, TOO_MANY_REQUESTS; EMAIL_TAKEN where that may be told; FORBIDDEN for an
 * account that is not active; CONFLICT when others kept changing it
 * @throws Unavailable
 */
export type RequestEmailChange = (
  viewer: Viewer | null,
  input: RequestEmailChangeInput,
  info: CommandInfo,
) => Promise<TokenSent>;

export function makeRequestEmailChange(deps: {
  readonly loadUser: LoadUser;
  readonly handleCommand: HandleCommand;
  readonly history: Pick<CommandHistory, 'find'>;
  readonly hasher: Pick<PasswordHasher, 'verify'>;
  readonly issuer: OneTimeTokenIssuer;
  readonly limits: Pick<GuessLimits, 'mail'>;
  readonly accountOf: AccountOf;
  /** Where nobody is told who has an account; left out elsewhere. */
  readonly discreetly?: {
    readonly withAnswerFloor: WithAnswerFloor;
    /** Lets somebody know that their address was wanted. */
    readonly remindOwner: RemindOwner;
  };
  readonly clock: Clock;
}): RequestEmailChange {
  const withFloor: WithAnswerFloor = deps.discreetly?.withAnswerFloor ?? ((attempt) => attempt());

  return async (viewer, input, info) => {
    const { userId } = requireViewer(viewer);
    const { newEmail, password } = parseFields({
      newEmail: toEmailAddress(input.newEmail),
      password: toPassword(input.password),
    });
    // What this very command asked for is not counted again, nor is it refused as it was used since.
    const earlier = info.repetition.kind === 'again' ? await deps.history.find(userId, info) : null;
    if (earlier === null) await withFloor(() => request(userId, { newEmail, password }, info));
    return { expiresAt: deps.issuer.expiryFor('change-email', info) };
  };

  async function request(
    userId: UserId,
    { newEmail, password }: { readonly newEmail: EmailAddress; readonly password: string },
    info: CommandInfo,
  ): Promise<void> {
    const known = await deps.loadUser(userId);
    const { passwordHash, passwordNumber: provenPassword } = active(known.user);
    if (!(await deps.hasher.verify(passwordHash, password))) {
      throw new DomainError({ code: 'INVALID_CREDENTIALS' });
    }
    // Before anybody is looked for: whether the address is taken is not told to who asks for too many.
    await deps.limits.mail({ to: newEmail, purpose: 'change-email', source: info.source });
    const owner = await deps.accountOf(newEmail);
    const isTaken = owner !== null && owner.userId !== userId;
    if (isTaken && deps.discreetly === undefined) throw new DomainError({ code: 'EMAIL_TAKEN' });
    const token = deps.issuer.issue('change-email', userId, info);
    const what = { type: 'RequestEmailChange', provenPassword, newEmail, token } as const;
    // Also for one that is taken: who asked sees the event, and could tell by it.
    await deps.handleCommand({ userId, command: { ...what, now: deps.clock() }, info, known });
    if (isTaken) await deps.discreetly?.remindOwner(owner, info);
  }
}
