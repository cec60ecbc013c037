import type { GatewayClient } from './gateway-client.ts';
import type { Work } from './load.ts';

/** Signs in again and again to an account of its own. */
export async function signIns(client: GatewayClient, number: number): Promise<Work> {
  const email = `person-${number}@mail.eu`;
  await client.register(email);
  return () => client.logIn(email);
}

/** Registers somebody else each time. */
export async function registrations(client: GatewayClient, number: number): Promise<Work> {
  let made = 0;
  return () => {
    made += 1;
    return client.register(`person-${number}-${made}@mail.eu`);
  };
}
