import { DomainError } from '../../domain/domain-error.ts';
import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import type { NewCommandIds } from '../../ports/command-ids.ts';
import type { AddressClaim, MessageStore, UserId } from '../../ports/message-store.ts';
import type { Clock, Delay } from '../environment.ts';
import type { HandleCommand } from '../handle-command.ts';
import type { LoadedUser, LoadUser } from '../load-user.ts';
import type { RequestInfo } from '../request-info.ts';
import { judgeClaim } from './judge-claim.ts';

/**
 * Finds out whom a claim that is in the way belongs to, and removes one that belongs to nobody. A change of address that is under
 * way is let come to its end for a moment, and interrupted then: it takes the version of the user's stream that was to say
 * that the user has the address, so that nothing does.
 * @returns who has the address; null for nobody
 * @throws DomainError CONFLICT when others keep being faster
 * @throws Unavailable
 */
export type SettleClaim = (
  claimKey: string,
  request: Pick<RequestInfo, 'correlationId' | 'trace' | 'client' | 'source'>,
) => Promise<UserId | null>;

const maximumAttempts = 20;
/** In milliseconds: a change of address takes less. Those who wait at once go on at different times. */
const courtesy = { least: 50, most: 150 };

export interface ClaimDeps {
  readonly store: Pick<MessageStore, 'claimOf' | 'changeClaim'>;
  readonly loadUser: LoadUser;
  readonly claimKeyOf: ClaimKeyOf;
}

export function makeSettleClaim(
  deps: ClaimDeps & {
    readonly handleCommand: HandleCommand;
    readonly newCommandIds: NewCommandIds;
    readonly delay: Delay;
    readonly clock: Clock;
  },
): SettleClaim {
  const { store, loadUser, claimKeyOf } = deps;

  return async (claimKey, request) => {
    let met: AddressClaim | null = null;
    for (let attempt = 1; attempt <= maximumAttempts; attempt += 1) {
      const claim = await store.claimOf(claimKey);
      if (claim === null) return null;
      // Behind the claim, so that the user is as the claim has it, or later.
      const known = await loadUser(claim.userId);
      const standing = judgeClaim({ claimKey, claim }, known, claimKeyOf);
      if (standing === 'stands') return claim.userId;
      if (standing === 'void') await store.changeClaim(claimKey, claim, null);
      else if (isSame(claim, met)) await interrupt({ claimKey, claim, known }, request);
      else await deps.delay(courtesy.least + Math.random() * (courtesy.most - courtesy.least));
      met = claim;
    }
    throw new DomainError({ code: 'CONFLICT' });
  };

  async function interrupt(
    { claimKey, claim, known }: { claimKey: string; claim: AddressClaim; known: LoadedUser },
    request: Parameters<SettleClaim>[1],
  ): Promise<void> {
    const { userId, givenAt } = claim;
    const command = { type: 'InterruptEmailChange', now: deps.clock(), claimKey } as const;
    const ids = deps.newCommandIds();
    // Nobody who is signed in did it: whose request it is does not concern the other user.
    const info = { ...request, actorId: null, ids, repetition: { kind: 'once' } } as const;
    const before = async ({ version }: LoadedUser) => {
      if (version >= (givenAt ?? 0)) throw new Overtaken();
    };
    await deps.handleCommand({ userId, command, info, known, before }).catch((error: unknown) => {
      if (!(error instanceof Overtaken)) throw error;
    });
  }
}

/** The version is taken already. */
class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

function isSame(one: AddressClaim, other: AddressClaim | null): boolean {
  return one.userId === other?.userId && one.givenAt === other.givenAt;
}
