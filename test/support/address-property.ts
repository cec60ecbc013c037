import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import type { UserId } from '../../src/ports/message-store.ts';
import { type AddressGateway, addressGatewayOn } from './address-gateway.ts';
import { Crash } from './crashes.ts';
import { crashingStore } from './crashing-store.ts';
import type { WriteSide } from './opened.ts';
import { watchingAddresses } from './owned-addresses.ts';

const addresses = ['ada@example.com', 'bob@example.com', 'cyd@example.com', 'dot@example.com'];
const population = 3;
const mostSteps = 40;
const mostCalls = 10;
/** In turns: longer than any other process takes for all that it does. */
const pause = 40;

interface Act {
  readonly kind: 'register' | 'change' | 'release' | 'erase';
  readonly user: number;
  readonly address: number;
  /** The step at which its process ends; null for one that ends well. */
  readonly crashAt: number | null;
  /** The call before which its process is held up while others go on; null for none. */
  readonly pauseAt: number | null;
}

const anyAct = fc.record<Act>({
  kind: fc.constantFrom('register', 'change', 'change', 'change', 'change', 'release', 'erase'),
  user: fc.nat({ max: population - 1 }),
  address: fc.nat({ max: addresses.length - 1 }),
  crashAt: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: mostSteps })),
  pauseAt: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: mostCalls })),
});

/** Acts that happen at once, round after round. */
const anyRounds = fc.array(fc.array(anyAct, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });

/**
 * Whatever is done at once with few addresses, and wherever processes end: no two users ever have one address, whoever has one is
 * found by it, and once nothing is under way any more everybody can have one that nobody has.
 */
export async function checkAddresses(
  open: () => Promise<WriteSide>,
  parameters: fc.Parameters<unknown>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), anyRounds, async (scheduler, rounds) => {
      const side = await open();
      try {
        const story = await beginStory(side);
        for (const round of rounds) {
          const turn = () => scheduler.schedule(Promise.resolve());
          await scheduler.waitFor(Promise.all(round.map((act) => story.play(act, turn))));
          await story.expectFound();
        }
        await story.expectNoneStuck();
      } finally {
        await side.close();
      }
    }),
    parameters as fc.Parameters<[fc.Scheduler, readonly (readonly Act[])[]]>,
  );
}

async function beginStory(side: WriteSide) {
  const secrets = createSecrets(randomBytes(32));
  const { store, owned } = watchingAddresses(side.store, secrets);
  const gateway = addressGatewayOn({ ...side, store }, secrets);
  const users: UserId[] = [];
  for (const email of addresses.slice(0, population)) users.push(await gateway.register(email));

  async function play(act: Act, anyTurn: () => Promise<unknown>): Promise<void> {
    const { kind, user, address, crashAt } = act;
    const turn = heldUp(anyTurn, act.pauseAt);
    const crashing = crashingStore(store, { turn, ...(crashAt !== null && { at: crashAt }) });
    const own = addressGatewayOn({ ...side, store: crashing }, secrets, {
      delay: turn,
    });
    const [userId = '', email = ''] = [users[user], addresses[address]];
    await actOn(own, { kind, userId, email }).catch((error: unknown) => {
      if (!(error instanceof Crash || error instanceof DomainError)) throw error;
    });
  }

  return {
    play,
    async expectFound() {
      for (const [userId, email] of owned) {
        const claimed = await side.store.ownerOf(gateway.claimKeyOf(email));
        expect({ email, claimed }).toEqual({ email, claimed: userId });
      }
    },
    async expectNoneStuck() {
      for (const email of addresses) {
        const isOwned = [...owned.values()].includes(email);
        const outcome = await gateway.register(email).then(
          () => 'registered',
          (error: unknown) => (error instanceof DomainError ? error.code : error),
        );
        expect({ email, outcome }).toEqual({ email, outcome: isOwned ? 'EMAIL_TAKEN' : 'registered' });
      }
    },
  };
}

/** Turns of which one takes long. */
function heldUp(turn: () => Promise<unknown>, at: number | null): () => Promise<void> {
  let calls = 0;
  return async () => {
    calls += 1;
    for (let turns = calls === at ? pause : 1; turns > 0; turns -= 1) await turn();
  };
}

async function actOn(
  gateway: AddressGateway,
  { kind, userId, email }: Pick<Act, 'kind'> & { readonly userId: UserId; readonly email: string },
): Promise<void> {
  switch (kind) {
    case 'register':
      await gateway.register(email);
      return;
    case 'change':
      return gateway.confirmChange(await gateway.requestChange(userId, email));
    case 'release':
      return gateway.release(email, userId);
    case 'erase':
      // The key is destroyed with it by the use case; for addresses it makes no difference.
      return gateway.run(userId, { type: 'EraseUser', now: Date.now() });
  }
}
