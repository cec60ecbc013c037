import { type Service, Unavailable } from '../../ports/errors.ts';

/** Runs commands; their failures are those of the port. */
export type Guard = <Result>(work: () => Promise<Result>) => Promise<Result>;

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
function toUnavailable(service: Service, error: unknown): unknown {
  const told = withoutCommand(error);
  return told instanceof Error && mayPass(told) ? new Unavailable(service, told) : told;
}

/** ioredis attaches the command with its arguments, such as a password or an event. */
export function withoutCommand(error: unknown): unknown {
  if (!(error instanceof Error) || !('command' in error)) return error;
  const { name, message, stack } = error;
  return Object.assign(new Error(message), { name, stack });
}

/** Replies of a server that refuses to work now, or not with this client. */
const refusals =
  /^(?:READONLY|LOADING|OOM|MISCONF|NOREPLICAS|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|BUSY|UNBLOCKED|NOAUTH|WRONGPASS|ERR max number of clients)\b/;

/** How ioredis says that a command got no reply, or one that no Redis gives. */
const silences =
  /^(?:Unknown RESP type|Protocol error|Connection is closed|Command timed out|Socket timeout|Stream isn't writeable|Too many Cluster redirections)/;

const namesOfSilence = new Set(['MaxRetriesPerRequestError', 'AbortError', 'ClusterAllFailedError']);

function mayPass(error: Error): boolean {
  if (error.name === 'ReplyError') return refusals.test(error.message);
  return namesOfSilence.has(error.name) || 'syscall' in error || silences.test(error.message);
}
