import { DomainError } from '../../domain/domain-error.ts';
import type { OneTimeTokens } from '../../ports/one-time-tokens.ts';
import type { Clock } from '../environment.ts';
import type { HandleCommand } from '../handle-command.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { CommandInfo } from '../request-info.ts';
import type { AccountChanged } from './change-password.ts';

/**
 * Takes an address for its user's, on proof of a token that was mailed there. Nobody need be signed in, and nobody is so by it.
 * @throws DomainError INVALID_TOKEN for one that is unknown, used, expired, or replaced by another one or by a change of what it
 * was made for; CONFLICT when others kept changing the account
 * @throws Unavailable
 */
export type VerifyEmail = (token: string, info: CommandInfo) => Promise<AccountChanged>;

export function makeVerifyEmail(deps: {
  readonly handleCommand: HandleCommand;
  readonly oneTimeTokens: Pick<OneTimeTokens, 'parse'>;
  readonly clock: Clock;
}): VerifyEmail {
  return async (token, info) => {
    const presented = deps.oneTimeTokens.parse('verify-email', token);
    if (presented === null) throw new DomainError({ code: 'INVALID_TOKEN' });
    const { userId, hash: tokenHash } = presented;
    const command = { type: 'VerifyEmail', now: deps.clock(), tokenHash } as const;
    const { user, version, position } = await deps.handleCommand({ userId, command, info });
    return { user: toUserDocument(userId, user, version), position };
  };
}
