import type { Delay } from '../application/environment.ts';
import type { Log } from '../application/log.ts';
import { Unavailable } from '../ports/errors.ts';

/** A server or database that the process relies on. */
export interface Dependency {
  readonly name: string;
  /** Whether signing in is impossible without it. */
  readonly essential: boolean;
  prepare(): Promise<void>;
  ping(): Promise<void>;
}

export interface ReadinessReport {
  /** `degraded`: signing in works, queries may not. */
  readonly status: 'ready' | 'degraded' | 'unavailable';
  readonly checks: Readonly<Record<string, 'ready' | 'unavailable'>>;
}

export interface Readiness {
  /** Tries to prepare everything once. @throws StoreMismatch and whatever else cannot heal by itself */
  attempt(): Promise<boolean>;
  /** Goes on trying until everything is prepared or the signal aborts. */
  persist(signal: AbortSignal): Promise<void>;
  /** Whether everything that signing in needs was prepared. */
  servesSignIn(): boolean;
  report(): Promise<ReadinessReport>;
}

const pause = 1_000;

export function createReadiness(deps: {
  readonly dependencies: readonly Dependency[];
  readonly log: Log;
  readonly delay: Delay;
}): Readiness {
  const { dependencies, log, delay } = deps;
  const waiting = new Set(dependencies);
  const failing = new Set<string>();
  let running: Promise<boolean> | undefined;

  const readiness: Readiness = {
    attempt() {
      running ??= prepareAll().finally(() => {
        running = undefined;
      });
      return running;
    },
    async persist(signal) {
      while (!signal.aborted && !(await readiness.attempt())) await delay(pause, signal);
    },
    servesSignIn: () => ![...waiting].some(({ essential }) => essential),
    async report() {
      const checks = await Promise.all(
        dependencies.map(async (dependency) => {
          const up = !waiting.has(dependency) && (await works(dependency, () => dependency.ping()));
          return { ...dependency, up };
        }),
      );
      const down = checks.filter(({ up }) => !up);
      return {
        status:
          down.length === 0 ? 'ready' : down.some(({ essential }) => essential) ? 'unavailable' : 'degraded',
        checks: Object.fromEntries(checks.map(({ name, up }) => [name, up ? 'ready' : 'unavailable'])),
      };
    },
  };
  return readiness;

  async function prepareAll(): Promise<boolean> {
    await Promise.all(
      [...waiting].map(async (dependency) => {
        if (await works(dependency, () => dependency.prepare())) waiting.delete(dependency);
      }),
    );
    return waiting.size === 0;
  }

  /** Logs when a dependency begins to fail and when it is back, not in between. */
  async function works({ name }: Dependency, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      if (!failing.has(name)) log.warn({ dependency: name, err: error }, 'A dependency cannot be reached');
      failing.add(name);
      return false;
    }
    if (failing.delete(name)) log.info({ dependency: name }, 'A dependency is back');
    return true;
  }
}
