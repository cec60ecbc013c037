import { beforeEach, describe, expect, it } from 'vitest';
import type { MessageStore } from '../../../../src/ports/message-store.ts';
import { type AddressStory, ada, beginAddresses, fresh, outcomeOf } from '../../../support/address-story.ts';
import { Crash } from '../../../support/crashes.ts';

/** It reads the user, reads and makes the claim, appends, and frees the former claim in three calls. */
const stepsOfAll = 2 * (1 + 2 + 1 + 3);

let story: AddressStory;

beforeEach(async () => {
  story = await beginAddresses();
});

describe('a process that ends during a change of address', () => {
  it.each(Array.from({ length: stepsOfAll }, (_, i) => i + 1))(
    'at step %i leaves no address to two, and none to nobody',
    async (at) => {
      const { gateway, userId } = story;
      const token = await gateway.requestChange(userId, fresh);
      const outcome = await outcomeOf(story.crashingAt(at).confirmChange(token));
      const [before, after] = await story.owners(ada, fresh);
      expect([before, after].filter((id) => id !== null)).toEqual([userId]);

      const free = before === null ? ada : fresh;
      const newcomer = await gateway.register(free);

      expect(await story.owners(free)).toEqual([newcomer]);
      const kept = before === null ? fresh : ada;
      expect(await story.owners(kept)).toEqual([userId]);
      expect(await outcomeOf(gateway.register(kept))).toBe('EMAIL_TAKEN');
      // The token does nothing for an address that is somebody else's by now.
      expect(await outcomeOf(gateway.confirmChange(token))).toMatch(/EMAIL_TAKEN|INVALID_TOKEN/);
      expect(outcome).toMatch(/Crash/);
    },
  );

  it('can be followed by another attempt with the same token, unless the address was given away', async () => {
    const { gateway, userId, store } = story;
    const token = await gateway.requestChange(userId, fresh);
    // Behind the claim, before the append.
    await expect(story.crashingAt(7).confirmChange(token)).rejects.toThrow(Crash);
    expect(await store.claimOf(gateway.claimKeyOf(fresh))).toEqual({ userId, givenAt: 3 });

    await gateway.confirmChange(token);

    expect(await story.owners(ada, fresh)).toEqual([null, userId]);
  });

  it('is interrupted by who wants the address, and goes on when it only was slow', async () => {
    const { gateway, userId, store } = story;
    const token = await gateway.requestChange(userId, fresh);
    const slow = withPause(store);
    const confirming = outcomeOf(story.on(slow.store).confirmChange(token));
    await slow.reached;

    const newcomer = await gateway.register(fresh);
    slow.goOn();

    expect(await confirming).toBe('EMAIL_TAKEN');
    expect(await story.owners(ada, fresh)).toEqual([userId, newcomer]);
    expect(await story.typesOf(userId)).toEqual([
      'UserRegistered',
      'EmailChangeRequested',
      'EmailChangeInterrupted',
    ]);
  });
});

/** A store whose first append waits until it may go on. */
function withPause(store: MessageStore) {
  const reached = Promise.withResolvers<void>();
  const free = Promise.withResolvers<void>();
  let isFirst = true;
  const append: typeof store.append = async (request) => {
    if (isFirst) {
      isFirst = false;
      reached.resolve();
      await free.promise;
    }
    return store.append(request);
  };
  return { store: { ...store, append }, reached: reached.promise, goOn: free.resolve };
}
