import { DomainError } from '../../domain/domain-error.ts';
import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import { Unavailable } from '../../ports/errors.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { MailedToken, OneTimeTokens } from '../../ports/one-time-tokens.ts';
import type { ClaimAddress } from '../claims/claim-address.ts';
import type { ReleaseClaim } from '../claims/release-claim.ts';
import type { CommandHistory, CommandOutcome } from '../command-history.ts';
import type { Clock } from '../environment.ts';
import type { HandleCommand } from '../handle-command.ts';
import type { LoadedUser, LoadUser } from '../load-user.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { CommandInfo } from '../request-info.ts';
import type { AccountChanged } from './change-password.ts';

/**
 * Gives a user the address that a token was mailed to, and frees the one they had. Nobody need be signed in, and nobody is so by it.
 * The address is claimed before the event is appended, so that no two users have it at any instant; what a crash leaves behind is
 * removed by whoever wants the address next.
 * @throws DomainError INVALID_TOKEN for one that is unknown, used, expired, or replaced by another one or by a change of the account;
 * EMAIL_TAKEN when somebody else has the address by now; CONFLICT when others kept changing the account
 * @throws Unavailable; then it may be changed
 */
export type ConfirmEmailChange = (token: string, info: CommandInfo) => Promise<AccountChanged>;

export function makeConfirmEmailChange(deps: {
  readonly loadUser: LoadUser;
  readonly handleCommand: HandleCommand;
  readonly history: Pick<CommandHistory, 'find'>;
  readonly oneTimeTokens: Pick<OneTimeTokens, 'parse'>;
  readonly claimKeyOf: ClaimKeyOf;
  readonly claimAddress: ClaimAddress;
  readonly releaseClaim: ReleaseClaim;
  readonly clock: Clock;
}): ConfirmEmailChange {
  return async (token, info) => {
    const presented = deps.oneTimeTokens.parse('change-email', token);
    if (presented === null) throw new DomainError({ code: 'INVALID_TOKEN' });
    const { userId } = presented;
    // Whoever changed it by this very command used the token up.
    const earlier = info.repetition.kind === 'again' ? await deps.history.find(userId, info) : null;
    const outcome = earlier ?? (await confirm(presented, info));
    await releaseFormer(userId, outcome);
    const { user, version, position } = outcome;
    return { user: toUserDocument(userId, user, version), position };
  };

  async function confirm(presented: MailedToken, info: CommandInfo): Promise<CommandOutcome> {
    const { userId, hash: tokenHash } = presented;
    const known = await deps.loadUser(userId);
    const { user } = known;
    const newEmail = user.kind === 'registered' ? user.tokens.emailChange?.newEmail : undefined;
    if (user.kind !== 'registered' || newEmail === undefined)
      throw new DomainError({ code: 'INVALID_TOKEN' });
    const [claimKey, formerClaimKey] = [deps.claimKeyOf(newEmail), deps.claimKeyOf(user.email)];
    const what = { type: 'ConfirmEmailChange', tokenHash, newEmail, claimKey, formerClaimKey } as const;
    const before = ({ version }: LoadedUser) => deps.claimAddress(claimKey, { userId, version }, info);
    const call = { userId, info, known, before, command: { ...what, now: deps.clock() } };
    return deps.handleCommand(call).catch(async (error: unknown) => {
      // A claim of an earlier attempt, which would be in somebody's way.
      if (error instanceof DomainError) await deps.releaseClaim(claimKey, userId);
      throw error;
    });
  }

  async function releaseFormer(userId: UserId, { events }: CommandOutcome): Promise<void> {
    for (const event of events) {
      if (event.type !== 'EmailChanged') continue;
      await deps.releaseClaim(event.data.formerClaimKey, userId).catch((error: unknown) => {
        // It is done; and as the log is projected, the former address is freed once more.
        if (!(error instanceof Unavailable)) throw error;
      });
    }
  }
}
