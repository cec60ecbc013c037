import type { SignedIn, Tokens } from '../application/sessions.ts';
import { builder } from './builder.ts';
import type { TokenCookies } from './token-cookies.ts';

/** The tokens as a client is given them. */
export interface GivenTokens extends Tokens {
  readonly deviceToken?: string | null;
}

/** What a client holds. */
export const tokens = builder.objectRef<GivenTokens>('Tokens').implement({
  description: 'What a client holds to act for a user.',
  fields: (t) => ({
    accessToken: t.exposeString('accessToken', {
      description: 'A JWT (RFC 9068). Send it as Authorization: Bearer.',
    }),
    accessTokenExpiresAt: t.field({
      type: 'DateTime',
      description: 'From when on to use another one.',
      resolve: ({ accessTokenExpiresAt }) => new Date(accessTokenExpiresAt),
    }),
    refreshToken: t.exposeString('refreshToken', {
      description: 'Opaque, to be kept secret: it gets new tokens for this session.',
    }),
    refreshTokenExpiresAt: t.field({
      type: 'DateTime',
      description: 'When the session ends.',
      resolve: ({ refreshTokenExpiresAt }) => new Date(refreshTokenExpiresAt),
    }),
    deviceToken: t.string({
      nullable: true,
      description:
        'Opaque, to be kept beyond the session: sent back with the next login, it keeps strangers who guess at the password from holding up its owner. Null from refresh.',
      resolve: ({ deviceToken }) => deviceToken ?? null,
    }),
  }),
});

/** How it is given. */
export const tokenDelivery = builder.enumType('TokenDelivery', {
  description: 'How a client is given its tokens.',
  values: {
    BODY: { description: 'In the answer.' },
    COOKIE: { description: 'As HttpOnly, Secure, SameSite=Lax cookies, with none in the answer.' },
  } as const,
});

/** What a use case gave, with its tokens perhaps sent another way. */
export type Delivered<Result extends SignedIn> = Omit<Result, 'tokens'> & {
  readonly tokens: GivenTokens | null;
};

/** The result, with its tokens set as cookies instead. */
export async function byCookie<Result extends SignedIn>(
  result: Result,
  cookies: TokenCookies,
): Promise<Delivered<Result>> {
  await cookies.set(result.tokens);
  return { ...result, tokens: null };
}
