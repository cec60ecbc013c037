import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

/** The log of the process: JSON lines in production, lines for people otherwise. */
export function createLogger({ NODE_ENV, LOG_LEVEL }: Pick<Config, 'NODE_ENV' | 'LOG_LEVEL'>): Logger {
  const options = { level: LOG_LEVEL, base: null, serializers: { err: toLoggedError } };
  if (NODE_ENV === 'production') return pino(options);
  const transport = {
    target: 'pino-pretty',
    options: { translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' },
  };
  return pino({ ...options, transport });
}

interface LoggedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

const deepest = 3;

/** Names, messages and stacks only: the other fields of a client's error may hold what was sent. */
function toLoggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error))
    return { name: typeof error, message: 'Something that is no error was thrown.' };
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...(stack !== undefined && depth === 0 && { stack }),
    ...(cause !== undefined && depth < deepest && { cause: toLoggedError(cause, depth + 1) }),
  };
}
