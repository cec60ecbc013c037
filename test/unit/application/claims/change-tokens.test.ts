import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { tokenLifetime } from '../../../support/address-gateway.ts';
import { type AddressStory, beginAddresses, bob, fresh, outcomeOf } from '../../../support/address-story.ts';

let story: AddressStory;

beforeEach(async () => {
  story = await beginAddresses();
});

describe('a token for a change of address', () => {
  it.each([
    ['another one was asked for', ({ gateway, userId }: AddressStory) => gateway.requestChange(userId, bob)],
    [
      'the password was changed',
      ({ gateway, userId }: AddressStory) => gateway.run(userId, passwordChange()),
    ],
    ['the address was changed', ({ change, userId }: AddressStory) => change(userId, bob)],
    [
      'the account was closed',
      ({ gateway, userId }: AddressStory) =>
        gateway.run(userId, { type: 'DeactivateUser', now: Date.now(), reason: null }),
    ],
    [
      'the user was erased',
      ({ gateway, userId }: AddressStory) => gateway.run(userId, { type: 'EraseUser', now: Date.now() }),
    ],
  ])('does nothing once %s', async (_what, since) => {
    const { gateway, userId, store } = story;
    const token = await gateway.requestChange(userId, fresh);
    await since(story);
    const before = await story.typesOf(userId);

    expect(await outcomeOf(gateway.confirmChange(token))).toBe('INVALID_TOKEN');

    expect(await story.typesOf(userId)).toEqual(before);
    expect(await store.claimOf(gateway.claimKeyOf(fresh))).toBeNull();
  });

  it('does nothing for another user or another purpose, nor when it was made up or changed', async () => {
    const { gateway, userId, secrets } = story;
    const other = await gateway.register(bob);
    const token = await gateway.requestChange(userId, fresh);
    const make = secrets.oneTimeTokens.make;
    const { token: ofAnother } = make('change-email', other, randomUUID());
    const { token: verifying } = make('verify-email', userId, randomUUID());

    for (const wrong of [ofAnother, verifying, 'no token', `${token}A`, token.slice(1)]) {
      expect(await outcomeOf(gateway.confirmChange(wrong))).toBe('INVALID_TOKEN');
    }

    expect(await outcomeOf(gateway.confirmChange(token))).toBe('done');
  });

  it('does nothing from when it expires on', async () => {
    const { gateway, userId, store } = story;
    const expiresAt = Date.now() + 60 * 60 * 1_000;
    const before = story.on(store, () => expiresAt - tokenLifetime);
    const token = await before.requestChange(userId, fresh);

    const atTheEnd = story.on(store, () => expiresAt).confirmChange(token);

    expect(await outcomeOf(atTheEnd)).toBe('INVALID_TOKEN');
    expect(await outcomeOf(story.on(store, () => expiresAt - 1).confirmChange(token))).toBe('done');
    expect(await outcomeOf(gateway.confirmChange(token))).toBe('INVALID_TOKEN');
  });
});

function passwordChange() {
  const proof = { provenPassword: 1, passwordHash: 'another hash', keptSessionId: null };
  return { type: 'ChangePassword', now: Date.now(), ...proof } as const;
}
