import { randomBytes } from 'node:crypto';
import type { GraphQLClient } from './graphql-client.ts';
import {
  type LoginSuccess,
  logIn,
  type RegisterSuccess,
  register,
  type Tokens,
  type UserFields,
  users,
} from './operations.ts';
import { adminEmail, password } from './stack.ts';

/** An address that nobody has. */
export function newAddress(name = 'person'): string {
  return `${name}-${randomBytes(6).toString('hex')}@example.com`;
}

/** Makes an account. @throws Error when it is refused */
export async function registered(
  client: GraphQLClient,
  email: string = newAddress(),
): Promise<RegisterSuccess> {
  const { register: result } = await client.get(register, { input: { email, password } });
  if (result.__typename !== 'RegisterSuccess') throw new Error(`It is refused: ${result.message}`);
  return result;
}

export type LoggedIn = Omit<LoginSuccess, 'tokens'> & { readonly tokens: Tokens };

/** Logs in and is given tokens. @throws Error when it is refused */
export async function loggedIn(client: GraphQLClient, email: string = adminEmail): Promise<LoggedIn> {
  const { login } = await client.get(logIn, { input: { email, password } });
  if (login.__typename !== 'LoginSuccess' || login.tokens === null) {
    throw new Error(`It is refused: ${JSON.stringify(login)}`);
  }
  return { ...login, tokens: login.tokens };
}

/** Everybody whom an administrator finds, page by page, by address. */
export async function allUsers(
  administrator: GraphQLClient,
  atLeast: string,
): Promise<ReadonlyMap<string, UserFields>> {
  const found = new Map<string, UserFields>();
  for (let after: string | null | undefined; after !== null; ) {
    const page: PageOfUsers = await pageOfUsers(administrator, { atLeast, ...(after && { after }) });
    for (const { node } of page.edges) found.set(node.email, node);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  }
  return found;
}

type PageOfUsers = Awaited<ReturnType<typeof pageOfUsers>>;

async function pageOfUsers(client: GraphQLClient, place: { atLeast: string; after?: string }) {
  return (await client.get(users, { first: 100, ...place })).users;
}
