import type { SignedIn } from '../application/sessions.ts';
import { DomainError } from '../domain/domain-error.ts';
import { builder } from './builder.ts';
import type { GraphQLContext } from './context.ts';
import { publicErrors, refusing } from './errors.ts';
import { runMutation } from './run-mutation.ts';
import { session } from './session.ts';
import { byCookie, type Delivered, tokens } from './tokens.ts';

const { InvalidToken, TooManyRequests } = publicErrors;

const refreshInput = builder.inputType('RefreshInput', {
  description: 'What proves that a session is the own one.',
  fields: (t) => ({
    refreshToken: t.string({ required: true, description: 'The last refresh token of the session.' }),
  }),
});

const refreshSuccess = builder.objectRef<Delivered<SignedIn>>('RefreshSuccess').implement({
  description: 'The session goes on with new tokens; the old refresh token is used up.',
  fields: (t) => ({
    session: t.expose('session', { type: session, description: 'The session.' }),
    tokens: t.expose('tokens', { type: tokens, nullable: true, description: 'Null when sent as cookies.' }),
  }),
});

builder.mutationField('refresh', (t) =>
  t.field({
    type: refreshSuccess,
    description:
      'Trades a refresh token for new tokens. Without input it uses the cookie, and answers by it.',
    errors: { types: [InvalidToken, TooManyRequests] },
    args: { input: t.arg({ type: refreshInput, description: 'The token; left out by browsers.' }) },
    resolve: async (_root, { input }, context, info) => {
      const { app, cookies, proven } = context;
      const byCookies = input === null || input === undefined;
      const token = (byCookies ? await cookies.refreshToken() : input.refreshToken) ?? '';
      await refuseGuess(token, context);
      const refreshed = await runMutation({ context, info, input: { token, byCookies } }, (command) =>
        app.refreshSession(token, command),
      );
      const { userId, id } = refreshed.session;
      proven.set(userId, { userId, sessionId: id, roles: [] });
      return byCookies ? byCookie(refreshed, cookies) : refreshed;
    },
  }),
);

/** What nobody was ever given is counted, and told from what was without looking for its session. */
async function refuseGuess(
  token: string,
  { app, request }: Pick<GraphQLContext, 'app' | 'request'>,
): Promise<void> {
  if (token === '' || (await app.tokens.wasIssued(token))) return;
  await refusing(async () => {
    await app.guessLimits.wrongSecret(request.source);
    throw new DomainError({ code: 'INVALID_TOKEN' });
  });
}
