import type { ServerResponse } from 'node:http';
import type { Log } from '../../application/log.ts';
import { DomainError } from '../../domain/domain-error.ts';
import { Unavailable } from '../../ports/errors.ts';
import type { Route } from './routes.ts';
import { type AnswerHeaders, sendJson } from './send-json.ts';

interface Refusal {
  readonly headers?: AnswerHeaders;
  /** In place of the one that the route makes of the message. */
  readonly body?: unknown;
}

/** A request that is not answered as it asks. The message says what to do, and repeats nothing of the request. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: unknown;

  constructor(status: number, message: string, { headers = {}, body }: Refusal = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

/** Answers a request whose handler failed, and tells the log of what nobody expects. */
export function answerFailure(
  error: unknown,
  response: ServerResponse,
  { route, log }: { readonly route: Route | undefined; readonly log: Log },
): void {
  const refused = toRefused(error);
  if (refused === null) log.error({ err: error }, 'A request failed unexpectedly');
  // What has begun cannot become another answer: the end of the connection tells that it is not whole.
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, message, headers, body } = refused ?? unexpected;
  sendJson(response, status, body ?? (route?.refusal ?? plain)(message), headers);
}

const unexpected = new Refused(500, 'Something went wrong here. Try again later.');

function plain(message: string) {
  return { error: message };
}

function toRefused(error: unknown): Refused | null {
  if (error instanceof Refused) return error;
  if (error instanceof Unavailable) {
    return new Refused(503, `${error.message} Try again.`, { headers: { 'retry-after': '1' } });
  }
  if (error instanceof DomainError && error.refusal.code === 'TOO_MANY_REQUESTS') {
    const seconds = Math.ceil((error.refusal.retryAfter.getTime() - Date.now()) / 1_000);
    return new Refused(429, error.message, { headers: { 'retry-after': String(Math.max(1, seconds)) } });
  }
  return null;
}
