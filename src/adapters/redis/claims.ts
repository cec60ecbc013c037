import type { AddressClaim, MessageStore } from '../../ports/message-store.ts';
import { fromUuid, toUuid } from './compact-values.ts';
import type { Guard } from './failures.ts';
import type { PartitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { parseCount } from './replies.ts';
import { createScript, repliesAsBytes } from './script.ts';
import { waitingForReplicas } from './wait-for-replicas.ts';

const userIdBytes = 16;
const versionBytes = 4;

/** The user of a claim, whatever follows. */
export function claimantOf(claim: Uint8Array): string {
  return toUuid(claim.subarray(0, userIdBytes));
}

/** How addresses are claimed: a user's id, and behind it the version that gives the address, but for a registration. */
export function createClaims({
  redis,
  keysFor,
  guard,
  confirmation,
}: {
  readonly redis: RedisClient;
  readonly keysFor: (name: string) => PartitionKeys;
  readonly guard: Guard;
  readonly confirmation: { readonly replicas: number; readonly redis: RedisClient };
}): Pick<MessageStore, 'ownerOf' | 'claimOf' | 'changeClaim'> {
  const { replicas } = confirmation;
  const send = replicas === 0 ? repliesAsBytes : waitingForReplicas(replicas);
  const script = createScript(confirmation.redis, 'change-claim', send);
  const read = (claimKey: string) => guard(() => redis.getBuffer(keysFor(claimKey).claim(claimKey)));

  return {
    async ownerOf(claimKey) {
      const claim = await read(claimKey);
      return claim && claimantOf(claim);
    },
    async claimOf(claimKey) {
      const claim = await read(claimKey);
      return claim && { userId: claimantOf(claim), givenAt: givenAtOf(claim) };
    },
    async changeClaim(claimKey, present, next) {
      const keys = [keysFor(claimKey).claim(claimKey)];
      return parseCount(await guard(() => script(keys, [toBytes(present), toBytes(next)]))) === 1;
    },
  };
}

function toBytes(claim: AddressClaim | null): Buffer {
  if (claim === null) return Buffer.alloc(0);
  const userId = fromUuid(claim.userId);
  if (claim.givenAt === null) return userId;
  const version = Buffer.alloc(versionBytes);
  version.writeUInt32BE(claim.givenAt);
  return Buffer.concat([userId, version]);
}

function givenAtOf({ buffer, byteOffset, length }: Uint8Array): number | null {
  return length === userIdBytes ? null : new DataView(buffer, byteOffset, length).getUint32(userIdBytes);
}
