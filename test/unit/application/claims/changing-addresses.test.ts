import { beforeEach, describe, expect, it } from 'vitest';
import {
  type AddressStory,
  ada,
  beginAddresses,
  bob,
  fresh,
  outcomeOf,
} from '../../../support/address-story.ts';

let story: AddressStory;

beforeEach(async () => {
  story = await beginAddresses();
});

describe('a change of address', () => {
  it('gives the new address, and frees the former one', async () => {
    const { gateway, userId } = story;
    const token = await gateway.requestChange(userId, fresh);
    expect(await story.owners(ada, fresh)).toEqual([userId, null]);

    await gateway.confirmChange(token);

    expect(await story.owners(ada, fresh)).toEqual([null, userId]);
    const another = await gateway.register(ada);
    expect(await story.owners(ada, fresh)).toEqual([another, userId]);
    expect(await outcomeOf(gateway.register(fresh))).toBe('EMAIL_TAKEN');
  });

  it('can be taken back, and forth again', async () => {
    const { gateway, userId, store } = story;
    for (const email of [fresh, ada, fresh]) await story.change(userId, email);

    expect(await story.owners(ada, fresh)).toEqual([null, userId]);
    expect(await store.claimOf(gateway.claimKeyOf(ada))).toBeNull();
  });

  it('lets two users swap their addresses over a third one', async () => {
    const { gateway, userId } = story;
    const other = await gateway.register(bob);
    expect(await outcomeOf(story.change(userId, bob))).toBe('EMAIL_TAKEN');

    await story.change(userId, fresh);
    await story.change(other, ada);
    await story.change(userId, bob);

    expect(await story.owners(ada, bob, fresh)).toEqual([other, userId, null]);
  });

  it('gives an address to one of 50 users who confirm it at once', async () => {
    const { gateway } = story;
    const users = await Promise.all(
      Array.from({ length: 50 }, (_, i) => gateway.register(`u${i}@example.com`)),
    );
    const tokens = await Promise.all(users.map((id) => gateway.requestChange(id, fresh)));

    const outcomes = await Promise.all(tokens.map((token) => outcomeOf(gateway.confirmChange(token))));

    const [owner] = await story.owners(fresh);
    expect(users.filter((_, i) => outcomes[i] === 'done')).toEqual([owner]);
    expect(new Set(outcomes)).toEqual(new Set(['done', 'EMAIL_TAKEN']));
    const kept = await story.owners(...users.map((_, i) => `u${i}@example.com`));
    expect(kept).toEqual(users.map((id) => (id === owner ? null : id)));
  });

  it('takes a token once of 50 times that it is presented at once', async () => {
    const { gateway, userId } = story;
    const token = await gateway.requestChange(userId, fresh);

    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => outcomeOf(gateway.confirmChange(token))),
    );

    expect(outcomes.toSorted()).toEqual([...Array.from({ length: 49 }, () => 'INVALID_TOKEN'), 'done']);
    expect(await story.owners(ada, fresh)).toEqual([null, userId]);
    expect(await outcomeOf(gateway.register(fresh))).toBe('EMAIL_TAKEN');
  });

  it('is for one of those who want the address at once, by registering or by changing', async () => {
    const { gateway, userId } = story;
    const token = await gateway.requestChange(userId, fresh);

    const outcomes = await Promise.all([
      outcomeOf(gateway.confirmChange(token)),
      ...Array.from({ length: 10 }, () => outcomeOf(gateway.register(fresh))),
    ]);

    expect(outcomes.toSorted()).toEqual([...Array.from({ length: 10 }, () => 'EMAIL_TAKEN'), 'done']);
    expect(await story.owners(fresh)).not.toContain(null);
  });
});
