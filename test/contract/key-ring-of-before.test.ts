import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { describe, expect, inject, test } from 'vitest';
import { signingKeysKey } from '../../src/adapters/redis/keys.ts';
import { createRedisKeyRing } from '../../src/adapters/redis/redis-key-ring.ts';
import { migrationsOf } from '../../src/adapters/relational/schema/migrations.ts';
import { createRelationalKeyRing } from '../../src/adapters/relational/sessions/relational-key-ring.ts';
import type { KeyRing, SealedKey } from '../../src/ports/key-ring.ts';
import { closedAfterTest } from '../support/opened.ts';
import { relationalDatabases } from '../support/relational-databases.ts';
import { withRedis } from '../support/with-redis.ts';

const old = { id: 'old', sealed: 'sealed', createdAt: 1_760_000_000_123 };
const next: SealedKey = {
  id: 'next',
  algorithm: 'EdDSA',
  sealed: 'sealed too',
  createdAt: 1_770_000_000_000,
  activeFrom: 1_770_000_600_000,
};

/** A ring with one key, from before keys had an algorithm and an instant from which they sign. */
const rings: readonly { readonly name: string; open(): Promise<KeyRing> }[] = [
  ...relationalDatabases().map(({ name, open }) => ({
    name,
    async open() {
      const database = await closedAfterTest(open());
      const { db, dialect } = database;
      const provider = { getMigrations: async () => migrationsOf(dialect.name) };
      const { error } = await new Migrator({ db, provider }).migrateTo('0008-parked-retries');
      if (error !== undefined) throw error;
      await sql`
        insert into signing_keys (generation, id, sealed, created_at)
        values (1, ${old.id}, ${old.sealed}, ${old.createdAt})`.execute(db);
      return createRelationalKeyRing(database);
    },
  })),
  {
    name: 'Redis',
    async open() {
      const { redis } = await withRedis(inject('redisUrl'));
      await redis.hset(signingKeysKey, old.id, JSON.stringify(old));
      return createRedisKeyRing({ redis });
    },
  },
];

describe.each(rings)('a key ring of before on $name', ({ open }) => {
  test('holds a key that signs by ES256 from its making on, and takes others behind it', async () => {
    const ring = await open();
    await ring.prepare();
    const kept = { ...old, algorithm: 'ES256', activeFrom: old.createdAt };
    expect(await ring.list()).toEqual([kept]);
    expect(await ring.add(next, null)).toEqual([kept]);
    expect(await ring.add(next, old.id)).toEqual([kept, next]);
    await ring.remove([old.id]);
    expect(await ring.list()).toEqual([next]);
  });
});
