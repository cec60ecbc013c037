import { z } from 'zod';
import { DomainError, type DomainErrorCode, type Refusal } from '../domain/domain-error.ts';
import type { CommandIdsOf, NewCommandIds, NewSeed } from '../ports/command-ids.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import type { UserId } from '../ports/message-store.ts';
import type { RequestSecrets, RequestSecretsOf } from '../ports/request-secrets.ts';
import type { Clock } from './environment.ts';
import { IdempotencyKeyReused } from './errors.ts';
import type { CommandInfo, RequestInfo } from './request-info.ts';

/** A mutation as it was sent, which makes it the same one as another or not. */
export interface SentMutation {
  /** What the client named it by; null when it is not to be sent again. */
  readonly idempotencyKey: string | null;
  readonly operation: string;
  /** Where in the request it stands: one request can hold the same mutation twice. */
  readonly place: string;
  /** Whose right it rests on; null where the input itself proves what it may. */
  readonly owner: UserId | null;
  /** As JSON. */
  readonly input: unknown;
}

/**
 * Runs a use case so that a mutation that is sent again under its idempotency key has one effect and one reply:
 * the first that is recorded, which is replayed for 24 hours. Until one is, each sending runs the use case with
 * the same ids. Refusals are replies too, but not those that another attempt may turn, nor failures of a store.
 *
 * What a use case answers must be the same after `JSON.parse(JSON.stringify(…))`.
 * @throws IdempotencyKeyReused when the key named another input before
 * @throws Unavailable, and whatever the use case throws
 *
 * @example
 * const registered = await idempotently(request, mutation, (command) => registerUser(input, command));
 */
export type Idempotently = <Reply>(
  request: RequestInfo,
  mutation: SentMutation,
  useCase: (command: CommandInfo) => Promise<Reply>,
) => Promise<Reply>;

const day = 24 * 60 * 60 * 1_000;

export function makeIdempotently(deps: {
  readonly store: Pick<IdempotencyStore, 'begin' | 'complete'>;
  readonly secretsOf: RequestSecretsOf;
  readonly commandIdsOf: CommandIdsOf;
  readonly newSeed: NewSeed;
  readonly newCommandIds: NewCommandIds;
  readonly clock: Clock;
}): Idempotently {
  return async (request, mutation, useCase) => {
    const { idempotencyKey } = mutation;
    if (idempotencyKey === null) {
      return useCase({ ...request, ids: deps.newCommandIds(), repetition: { kind: 'once' } });
    }
    const secrets = deps.secretsOf(idempotencyKey);
    const name = nameOf(mutation, secrets);
    const { seed, reply, ...repetition } = await begin(name, fingerprintOf(mutation, secrets), secrets);
    const stands =
      reply ??
      (await complete(name, secrets, () =>
        useCase({ ...request, ids: deps.commandIdsOf(seed), repetition }),
      ));
    return toResult(parseOutcome(secrets.open(stands, name)));
  };

  async function begin(name: string, fingerprint: string, secrets: RequestSecrets) {
    const sealed = secrets.seal(JSON.stringify({ fingerprint, seed: deps.newSeed() }), name);
    const now = deps.clock();
    const record = await deps.store.begin({ name, sealed, now, expiresAt: now + day });
    const begun = beginning.parse(JSON.parse(secrets.open(record.sealed, name)));
    if (begun.fingerprint !== fingerprint) throw new IdempotencyKeyReused();
    const kind = record.sealed === sealed ? ('first' as const) : ('again' as const);
    return { seed: begun.seed, reply: record.reply, kind, begunAt: record.begunAt };
  }

  async function complete<Reply>(
    name: string,
    secrets: RequestSecrets,
    useCase: () => Promise<Reply>,
  ): Promise<string> {
    const outcome = await useCase().then((result) => ({ result }), toRecordedRefusal);
    return deps.store.complete(name, secrets.seal(JSON.stringify(outcome), name), deps.clock());
  }
}

const beginning = z.object({ fingerprint: z.string(), seed: z.string() });

function nameOf({ operation, owner, place }: SentMutation, secrets: RequestSecrets): string {
  return secrets.nameOf(['request', operation, owner ?? 'nobody', place]);
}

/** Keyed like the name, so that it does not help to guess a password that is part of the input. */
function fingerprintOf({ operation, input }: SentMutation, secrets: RequestSecrets): string {
  return secrets.nameOf(['input', operation, JSON.stringify(input)]);
}

type Outcome<Reply> = { readonly result: Reply } | { readonly refusal: Refusal };

const passing: ReadonlySet<DomainErrorCode> = new Set(['TOO_MANY_REQUESTS', 'CONFLICT']);

function toRecordedRefusal(error: unknown): Outcome<never> {
  if (!(error instanceof DomainError) || passing.has(error.code)) throw error;
  return { refusal: error.refusal };
}

/** What was sealed here was an outcome of this very operation. */
function parseOutcome<Reply>(text: string): Outcome<Reply> {
  return JSON.parse(text) as Outcome<Reply>;
}

function toResult<Reply>(outcome: Outcome<Reply>): Reply {
  if ('refusal' in outcome) throw new DomainError(outcome.refusal);
  return outcome.result;
}
