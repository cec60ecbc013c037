import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { type DeviceTokens, deviceTokenLifetime } from '../../ports/device-tokens.ts';

const nameBytes = 16;
const timeBytes = 6;
const tagBytes = 16;
const tokenBytes = nameBytes + timeBytes + tagBytes;

/**
 * Tokens of a random name, the time and the first 128 bits of an HMAC-SHA-256 over both and the account, which is not
 * in the token. Nothing is stored.
 * @param key 256 bits that are derived from the master key and used for nothing else
 */
export function createDeviceTokens(key: KeyObject): DeviceTokens {
  const tagOf = (account: string, named: Buffer) =>
    createHmac('sha256', key).update(named).update(account).digest().subarray(0, tagBytes);

  return {
    issue(account, now) {
      const named = Buffer.concat([randomBytes(nameBytes), Buffer.alloc(timeBytes)]);
      named.writeUIntBE(now, nameBytes, timeBytes);
      return Buffer.concat([named, tagOf(account, named)]).toString('base64url');
    },
    deviceOf(token, account, now) {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length !== tokenBytes) return null;
      const named = bytes.subarray(0, nameBytes + timeBytes);
      const isGenuine = timingSafeEqual(bytes.subarray(nameBytes + timeBytes), tagOf(account, named));
      const isOver = now >= named.readUIntBE(nameBytes, timeBytes) + deviceTokenLifetime;
      return isGenuine && !isOver ? named.subarray(0, nameBytes).toString('base64url') : null;
    },
  };
}
