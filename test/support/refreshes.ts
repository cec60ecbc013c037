import { createGraphQLClient } from './graphql-client.ts';
import { refresh, type Tokens } from './operations.ts';

/** The type that a refresh is answered with. */
export async function refreshAnswer(url: string, refreshToken: string) {
  return (await createGraphQLClient(url).get(refresh, { input: { refreshToken } })).refresh;
}

/** What a refresh token is traded for; null when it is refused as invalid. @throws Error for any other refusal */
export async function refreshWith(
  url: string,
  { refreshToken }: Pick<Tokens, 'refreshToken'>,
): Promise<Tokens | null> {
  const answer = await refreshAnswer(url, refreshToken);
  if (answer.__typename === 'RefreshSuccess') return answer.tokens;
  if (answer.__typename === 'InvalidToken') return null;
  throw new Error(`It is refused: ${JSON.stringify(answer)}`);
}

/** @throws Error when it is refused */
export async function mustRefresh(url: string, tokens: Pick<Tokens, 'refreshToken'>): Promise<Tokens> {
  const traded = await refreshWith(url, tokens);
  if (traded === null) throw new Error('The token is refused.');
  return traded;
}
