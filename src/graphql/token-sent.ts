import type { TokenSent } from '../application/commands/request-email-verification.ts';
import { builder } from './builder.ts';

/** The type with this name of a success that has a token mailed to somebody. */
export function tokenSent(name: string, description: string) {
  return builder.objectRef<TokenSent>(name).implement({
    description,
    fields: (t) => ({
      expiresAt: t.field({
        type: 'DateTime',
        description: 'Until when the token works, unless another one is asked for.',
        resolve: ({ expiresAt }) => new Date(expiresAt),
      }),
    }),
  });
}
