import { createGraphQLClient, operation } from './graphql-client.ts';

export interface LoginAnswer {
  readonly __typename: string;
  readonly message?: string;
  readonly retryAfter?: string;
  readonly tokens?: { readonly deviceToken: string | null } | null;
}

export interface LoginAttempt {
  readonly email: string;
  readonly password: string;
  readonly delivery?: 'BODY' | 'COOKIE';
  readonly deviceToken?: string;
}

const parts = `__typename
  ... on LoginSuccess { tokens { deviceToken } }
  ... on Error { message }
  ... on TooManyRequests { retryAfter }
  ... on AccountLocked { retryAfter }`;

const login = operation<{ readonly login: LoginAnswer }, { readonly input: LoginAttempt }>(
  `mutation LogIn($input: LoginInput!) { login(input: $input) { ${parts} } }`,
);

export const wrongPassword = 'eight yellow saucepans hum';

/** Logs in, as seen by a proxy from this source. */
export async function logInFrom(
  url: string,
  input: LoginAttempt,
  headers: Readonly<Record<string, string>> = {},
): Promise<LoginAnswer> {
  return (await createGraphQLClient(url, headers).get(login, { input })).login;
}

/** What a proxy says about where a request comes from. */
export function from(source: string): Readonly<Record<string, string>> {
  return { 'x-forwarded-for': source };
}

/** One request with as many logins as there are names, by aliases of one field. */
export function manyLogins(names: readonly string[]) {
  const fields = names.map((name) => `${name}: login(input: $input) { __typename }`);
  return operation<
    Readonly<Record<string, { readonly __typename: string }>>,
    { readonly input: LoginAttempt }
  >(`mutation LogIn($input: LoginInput!) { ${fields.join(' ')} }`);
}
