import { type Service, Unavailable } from '../../ports/errors.ts';

/** Runs commands; their failures are those of the port. */
export type Guard = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Replicas did not acknowledge a write in time: whether it outlasts a failover is not known. */
export class Unacknowledged extends Error {
  override readonly name = 'Unacknowledged';
}

/** A guard for work that must not be repeated. */
export function createGuard(service: Service): Guard {
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      throw toUnavailable(service, error);
    }
  };
}

/** `Unavailable` for what may pass by itself; any other error as it is, but for the command that it quotes. */
export function toUnavailable(service: Service, error: unknown): unknown {
  const told = withoutCommand(error);
  return mayPassSoon(told) || isRefusal(told) ? new Unavailable(service, told) : told;
}

/** ioredis attaches the command with its arguments, such as a password or an event. */
export function withoutCommand(error: unknown): unknown {
  if (!(error instanceof Error) || !('command' in error)) return error;
  const { name, message, stack } = error;
  return Object.assign(new Error(message), { name, stack });
}

/** Replies of a server that refuses to work until somebody helps it. */
const refusals = /^(?:OOM|MISCONF|NOAUTH|WRONGPASS|ERR max number of clients)\b/;

/** Replies of a server that starts, or that is no longer or not yet the one to ask. */
const passing =
  /^(?:READONLY|LOADING|NOREPLICAS|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|MOVED|ASK|BUSY|UNBLOCKED|NOSCRIPT)\b/;

/** How ioredis says that a command got no reply, or one that no Redis gives. */
const silences =
  /^(?:Unknown RESP type|Protocol error|Connection is closed|Command timed out|Socket timeout|Stream isn't writeable|Too many Cluster redirections|Cluster isn't ready|None of startup nodes is available)/;

const namesOfSilence = new Set(['MaxRetriesPerRequestError', 'AbortError', 'ClusterAllFailedError']);

/** Whether the same command may succeed in a moment; if it got no reply, it may have been applied. */
export function mayPassSoon(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return wasAnswered(error) ? passing.test(error.message) : isSilence(error);
}

/** Whether the server itself said no. */
export function wasAnswered(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && wasAnswered(error) && refusals.test(error.message);
}

function isSilence(error: Error): boolean {
  if (error instanceof Unacknowledged || namesOfSilence.has(error.name)) return true;
  return 'syscall' in error || silences.test(error.message);
}
