import { expect } from 'vitest';
import type { UserId } from '../../src/ports/message-store.ts';
import { loggedIn, newAddress, registered } from './accounts.ts';
import type { GraphQLClient } from './graphql-client.ts';
import { waitFor } from './wait-for.ts';

/** People who register and log in, one after the other for each client, until it is stopped. */
export interface AccountLoad {
  /** Who has registered so far, with their addresses. */
  accounts(): readonly { readonly id: UserId; readonly email: string }[];
  /** Resolves when so much more was done. */
  goesOn(appends?: number): Promise<void>;
  stop(): Promise<void>;
}

export function startAccountLoad(clients: readonly GraphQLClient[]): AccountLoad {
  const accounts: { readonly id: UserId; readonly email: string }[] = [];
  let appends = 0;
  let isStopping = false;
  const work = Promise.all(
    clients.map(async (client) => {
      while (!isStopping) {
        const email = newAddress();
        accounts.push({ id: (await registered(client, email)).user.id, email });
        appends += 1;
        const earlier = accounts[Math.floor(Math.random() * accounts.length)];
        for (const address of [email, earlier?.email ?? email]) await loggedIn(client, address);
        appends += 2;
      }
    }),
  );
  return {
    accounts: () => accounts.slice(),
    async goesOn(more = 6) {
      const before = appends;
      await Promise.race([work, waitFor(() => expect(appends).toBeGreaterThanOrEqual(before + more))]);
    },
    async stop() {
      isStopping = true;
      await work;
    },
  };
}
