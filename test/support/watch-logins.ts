import type { GraphQLErrorBody } from './graphql-client.ts';
import type { LoginFields } from './operations.ts';
import { readServerSentEvents, type ServerSentEvent } from './server-sent-events.ts';
import { within } from './wait-for.ts';

export interface LoginEvent {
  readonly cursor: string;
  readonly login: LoginFields;
}

/** A running subscription to logins. */
export interface Watcher {
  /** Resolves when the server has begun to answer: from then on it misses nothing. */
  readonly connected: Promise<unknown>;
  /** The next event, as soon as it comes. */
  next(): Promise<LoginEvent>;
  /** The next `count` events. */
  take(count: number): Promise<readonly LoginEvent[]>;
  /** The code of the error that the subscription is refused with. */
  refusal(): Promise<unknown>;
  /** Resolves when the server ends the subscription in order; rejects when it only breaks off. */
  ended(): Promise<void>;
  close(): void;
}

export interface WatchOptions {
  readonly token?: string;
  readonly after?: string;
  readonly filter?: { readonly userId?: string; readonly outcome?: LoginFields['outcome'] };
}

interface Result {
  readonly data?: { readonly loginEvents: LoginEvent } | null;
  readonly errors?: readonly GraphQLErrorBody[];
}

const query = `subscription Logins($after: String, $filter: LoginFilter) {
  loginEvents(after: $after, filter: $filter) { cursor login { outcome userId } }
}`;

const patience = 20_000;

/** Subscribes to logins at one gateway, over server-sent events. */
export function watchLogins(url: string, { token, ...variables }: WatchOptions): Watcher {
  const closing = new AbortController();
  const connected = fetch(`${url}/graphql`, {
    method: 'POST',
    signal: closing.signal,
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  // Whoever awaits it is told; a test that closes the watcher first need not be.
  connected.catch(() => undefined);
  const events = connected.then(readServerSentEvents);
  events.catch(() => undefined);

  return {
    connected: within(patience, 'The connection', connected),
    next,
    async take(count) {
      const taken: LoginEvent[] = [];
      while (taken.length < count) taken.push(await next());
      return taken;
    },
    refusal: async () => toResult(await step('The refusal')).errors?.[0]?.extensions?.code,
    async ended() {
      const event = await step('The end');
      if (event?.type !== 'complete') throw new Error(`Instead of the end came ${JSON.stringify(event)}.`);
    },
    close: () => closing.abort(),
  };

  async function next(): Promise<LoginEvent> {
    const { data, errors } = toResult(await step('The next event'));
    if (data === undefined || data === null) throw new Error(`No event came, but ${JSON.stringify(errors)}.`);
    return data.loginEvents;
  }

  async function step(what: string): Promise<ServerSentEvent | undefined> {
    return (await within(patience, what, (await events).next())).value;
  }
}

function toResult(event: ServerSentEvent | undefined): Result {
  if (event?.type !== 'next') throw new Error(`Instead of a result came ${JSON.stringify(event)}.`);
  // The server checks its answers against the schema that the query was written for.
  return JSON.parse(event.data) as Result;
}
