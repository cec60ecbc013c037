import type { GraphQLResolveInfo } from 'graphql';
import type { GuessBy } from '../application/guess-limits.ts';
import type { CommandInfo } from '../application/request-info.ts';
import type { UserId } from '../ports/message-store.ts';
import type { GraphQLContext } from './context.ts';
import { refusing } from './errors.ts';
import { parseIdempotencyKey } from './request-headers.ts';

/** A field of a mutation that a request asks for. */
export interface MutationField {
  readonly context: Pick<GraphQLContext, 'app' | 'request' | 'idempotencyKey'>;
  readonly info: Pick<GraphQLResolveInfo, 'fieldName' | 'path'>;
  /** All that makes it the same mutation when it is sent again. */
  readonly input: unknown;
  /** The viewer, where the mutation rests on the right of the viewer; left out where the input proves it. */
  readonly owner?: UserId | null | undefined;
  /** Whose password the mutation tries to prove, if it does, and the device token that came with it. */
  readonly guess?: { readonly by: GuessBy; readonly deviceToken: string | null } | undefined;
  /** Whether the input holds a token that was mailed: wrong ones are counted. False if left out. */
  readonly isByMailedToken?: boolean;
}

/**
 * Runs the use case of a field, with one effect and one reply for each idempotency key. Its refusals become the
 * errors that the payload unions name.
 * @param check refuses a reply that may be of before and must not be given any more
 * @throws BadUserInput for a header that is no idempotency key
 */
export async function runMutation<Result>(
  { context, info, input, owner = null, guess, isByMailedToken = false }: MutationField,
  useCase: (command: CommandInfo) => Promise<Result>,
  check: (reply: Result) => Promise<void> = async () => undefined,
): Promise<Result> {
  const idempotencyKey = parseIdempotencyKey(context.idempotencyKey);
  const place = String(info.path.key);
  const mutation = { idempotencyKey, operation: info.fieldName, place, owner, input };
  const run = async () => {
    const reply = await context.app.idempotently(context.request, mutation, useCase);
    if (idempotencyKey !== null) await check(reply);
    return reply;
  };
  const { source } = context.request;
  const { guessLimits } = context.app;
  // A reply that is replayed tells whether the secret was right, too.
  return refusing(() => {
    if (guess !== undefined) return guessLimits.password({ ...guess, source }, run);
    return isByMailedToken ? guessLimits.mailedToken(source, run) : run();
  });
}
