import process from 'node:process';
import { isMainThread } from 'node:worker_threads';

// Loaded into a gateway before it starts, so that it tells what it has used so far whenever it is asked.

/** Times are in microseconds since the process began. */
export interface Usage {
  /** Of all threads. */
  readonly cpu: number;
  /** Of the thread that answers requests. */
  readonly mainThread: number;
  /** The resident set, in bytes. */
  readonly memory: number;
}

// Threads that hash are given the same options as the thread that starts them.
if (isMainThread) report();

function report(): void {
  process.on('message', () => process.send?.(usageSoFar()));
  // Whoever measures has gone.
  process.on('disconnect', () => process.exit());
  // Nobody waits for the channel when everything else has ended.
  process.channel?.unref();
}

function usageSoFar(): Usage {
  const sum = ({ user, system }: NodeJS.CpuUsage) => user + system;
  return {
    cpu: sum(process.cpuUsage()),
    mainThread: sum(process.threadCpuUsage()),
    memory: process.memoryUsage.rss(),
  };
}
