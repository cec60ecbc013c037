/**
 * Lets callers share the runs of some work. Whoever calls while it runs waits for the next run, which serves all who came
 * meanwhile: every caller is served by a run that began after the call.
 *
 * @example
 * const refresh = shareRuns(() => view.refresh());
 * await Promise.all([refresh(), refresh(), refresh()]); // two runs
 */
export function shareRuns(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  function begin(): Promise<void> {
    next = null;
    const run = work();
    const end = () => {
      if (running === run) running = null;
    };
    running = run;
    run.then(end, end);
    return run;
  }

  return () => {
    if (next !== null) return next;
    if (running === null) return begin();
    next = running.then(begin, begin);
    return next;
  };
}
