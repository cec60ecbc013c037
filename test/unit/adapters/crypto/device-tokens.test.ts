import { createSecretKey, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { createDeviceTokens } from '../../../../src/adapters/crypto/device-tokens.ts';
import { deviceTokenLifetime } from '../../../../src/ports/device-tokens.ts';

const newKey = () => createSecretKey(randomBytes(32));

const now = Date.UTC(2026, 0, 1);
const tokens = createDeviceTokens(newKey());

it('names a device anew with each token, and tells the name to the account alone that it was issued for', () => {
  const [one, two] = [tokens.issue('ada', now), tokens.issue('ada', now)];

  expect(tokens.deviceOf(one, 'ada', now)).toMatch(/^[\w-]{22}$/);
  expect(tokens.deviceOf(one, 'ada', now)).toBe(tokens.deviceOf(one, 'ada', now + 1_000));
  expect(tokens.deviceOf(two, 'ada', now)).not.toBe(tokens.deviceOf(one, 'ada', now));
  expect(tokens.deviceOf(one, 'eve', now)).toBeNull();
});

it('forgets a device after 400 days', () => {
  const token = tokens.issue('ada', now);

  expect(tokens.deviceOf(token, 'ada', now + deviceTokenLifetime - 1)).not.toBeNull();
  expect(tokens.deviceOf(token, 'ada', now + deviceTokenLifetime)).toBeNull();
});

it('takes no token of another master key, nor one that was changed in any place', () => {
  const token = tokens.issue('ada', now);
  expect(createDeviceTokens(newKey()).deviceOf(token, 'ada', now)).toBeNull();

  const bytes = Buffer.from(token, 'base64url');
  for (let place = 0; place < bytes.length; place += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    expect(tokens.deviceOf(changed.toString('base64url'), 'ada', now)).toBeNull();
  }
  for (const text of ['', 'x', token.slice(1), `${token}AA`])
    expect(tokens.deviceOf(text, 'ada', now)).toBeNull();
});
