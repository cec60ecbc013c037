import type { OneTimeToken } from '../domain/user/one-time-token.ts';
import type { UserId } from '../ports/message-store.ts';
import type { OneTimeTokens, TokenPurpose } from '../ports/one-time-tokens.ts';
import type { Clock } from './environment.ts';
import type { CommandInfo } from './request-info.ts';

/**
 * Makes the tokens that commands record, to be mailed. The same command makes the same one, whenever it is run again, so that
 * it is one token however often its answer was lost.
 *
 * @example const token = issuer.issue('reset-password', userId, info);
 */
export interface OneTimeTokenIssuer {
  issue(purpose: TokenPurpose, userId: UserId, info: CommandInfo): OneTimeToken;
  /** Until when the token of this command works, or would: in milliseconds since 1970-01-01T00:00:00Z. */
  expiryFor(purpose: TokenPurpose, info: CommandInfo): number;
}

/** @param deps.lifetimes in milliseconds */
export function createOneTimeTokenIssuer(deps: {
  readonly oneTimeTokens: Pick<OneTimeTokens, 'make'>;
  readonly clock: Clock;
  readonly lifetimes: Readonly<Record<TokenPurpose, number>>;
}): OneTimeTokenIssuer {
  const issuer: OneTimeTokenIssuer = {
    issue(purpose, userId, info) {
      const tokenId = info.ids.idFor('one-time token');
      const { hash: tokenHash } = deps.oneTimeTokens.make(purpose, userId, tokenId);
      return { tokenId, tokenHash, expiresAt: issuer.expiryFor(purpose, info) };
    },
    expiryFor(purpose, { repetition }) {
      const begunAt = repetition.kind === 'once' ? deps.clock() : repetition.begunAt;
      return begunAt + deps.lifetimes[purpose];
    },
  };
  return issuer;
}
