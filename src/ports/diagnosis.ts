/** `danger`: what was acknowledged can be lost, or nothing works. `warning`: worth knowing, and may be meant. */
export type FindingLevel = 'ok' | 'warning' | 'danger';

/** What one check of one server found, in plain words that hold nothing secret. */
export interface Finding {
  /** Which server, as a person would name it, without user or password. */
  readonly server: string;
  /** The setting or the property that was looked at. */
  readonly check: string;
  readonly level: FindingLevel;
  readonly found: string;
  /** What may happen; empty when all is well. */
  readonly risk: string;
  /** What to set or to do; empty when all is well. */
  readonly advice: string;
}

/** Something that may be wrong with a server: what every finding of its kind says. */
export interface Problem {
  readonly check: string;
  readonly level: Exclude<FindingLevel, 'ok'>;
  /** When it is found, as the end of a sentence that begins with the check. */
  readonly when: string;
  readonly risk: string;
  readonly advice: string;
}

/** What the clock of a server showed. */
export interface ClockReading {
  readonly server: string;
  /** How far it is ahead of this machine's clock, in milliseconds; negative when it is behind. */
  readonly ahead: number;
  /** By how much that may be wrong either way, in milliseconds. */
  readonly accuracy: number;
}

export interface Examination {
  readonly findings: readonly Finding[];
  readonly clocks: readonly ClockReading[];
}

/**
 * Looks at the settings and the state of a server, and changes nothing. It never rejects: a server that cannot
 * be reached, and what it does not tell, are findings too.
 * Lifetime: whoever created the adapter closes its connections.
 */
export interface Diagnosis {
  examine(): Promise<Examination>;
}

/** A finding of a problem. */
export function problemAt(server: string, { check, level, risk, advice }: Problem, found: string): Finding {
  return { server, check, level, found, risk, advice };
}

/** A finding that all is well. */
export function fineAt(server: string, check: string, found: string): Finding {
  return { server, check, level: 'ok', found, risk: '', advice: '' };
}

/** The reading of a clock that was asked between `before` and `after`, all three in milliseconds. */
export function readClock(
  server: string,
  { shown, before, after }: { readonly shown: number; readonly before: number; readonly after: number },
): ClockReading {
  const accuracy = (after - before) / 2;
  return { server, ahead: Math.round(shown - before - accuracy), accuracy: Math.ceil(accuracy) };
}
