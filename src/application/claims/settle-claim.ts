import { DomainError } from '../../domain/domain-error.ts';
import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import type { NewCommandIds } from '../../ports/command-ids.ts';
import type { AddressClaim, MessageStore, UserId } from '../../ports/message-store.ts';
import type { Clock, Delay } from '../environment.ts';
import type { HandleCommand } from '../handle-command.ts';
import type { LoadedUser, LoadUser } from '../load-user.ts';
import type { RequestInfo } from '../request-info.ts';
import { type ClaimStanding, judgeClaim } from './judge-claim.ts';

/**
 * Finds out whom a claim that is in the way belongs to, and removes one that belongs to nobody. A change of address that is under
 * way is let come to its end for a moment, and interrupted then: it takes the version of the user's stream that was to say
 * that the user has the address, so that nothing does.
 * @returns who has the address; null for nobody
 * @throws DomainError CONFLICT when others keep being faster
 * @throws Unavailable
 */
export type SettleClaim = (claimKey: string, request: AskedBy) => Promise<UserId | null>;

/** Whose request meets the claim. */
export type AskedBy = Omit<RequestInfo, 'actorId'>;

const maximumAttempts = 20;
/** In milliseconds: a change of address takes less. Those who wait at once go on at different times. */
const courtesy = { least: 50, most: 150 };

interface Met {
  readonly claimKey: string;
  readonly claim: AddressClaim;
  readonly known: LoadedUser;
  readonly standing: ClaimStanding;
}

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
  return async (claimKey, request) => {
    let met: Met | null = null;
    for (let attempt = 1; attempt <= maximumAttempts; attempt += 1) {
      const present = await look(claimKey);
      if (present === null || present.standing === 'stands') return present?.claim.userId ?? null;
      await remove(present, met, request);
      met = present;
    }
    throw new DomainError({ code: 'CONFLICT' });
  };

  async function look(claimKey: string): Promise<Met | null> {
    const claim = await deps.store.claimOf(claimKey);
    if (claim === null) return null;
    // Behind the claim, so that the user is as the claim has it, or later.
    const known = await deps.loadUser(claim.userId);
    return { claimKey, claim, known, standing: judgeClaim({ claimKey, claim }, known, deps.claimKeyOf) };
  }

  /** One step on the way there. */
  async function remove(present: Met, before: Met | null, request: AskedBy): Promise<void> {
    const { claimKey, claim, standing } = present;
    if (standing === 'void') await deps.store.changeClaim(claimKey, claim, null);
    else if (isSame(claim, before?.claim)) await interrupt(present, request);
    else await deps.delay(courtesy.least + Math.random() * (courtesy.most - courtesy.least));
  }

  async function interrupt({ claimKey, claim, known }: Met, request: AskedBy): Promise<void> {
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

function isSame(one: AddressClaim, other: AddressClaim | undefined): boolean {
  return one.userId === other?.userId && one.givenAt === other.givenAt;
}
