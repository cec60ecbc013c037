/** A task of a thread: begins, waits until the gate opens, and ends. The fields are counters that threads share. */
export interface GatedTask {
  /** Begun, ended, and the gate: 1 once it is open. */
  readonly shared: Int32Array<SharedArrayBuffer>;
  readonly end: 'answer' | 'fail' | 'exit';
}

export const begun = 0;
export const ended = 1;
export const gate = 2;

/** What a thread of a pool does in tests of the pool. */
export function work({ shared, end }: GatedTask) {
  const number = Atomics.add(shared, begun, 1);
  Atomics.wait(shared, gate, 0);
  Atomics.add(shared, ended, 1);
  if (end === 'fail') throw new Error('no memory');
  if (end === 'exit') process.exit(7);
  return { result: { number, variables: Object.keys(process.env) }, took: 5_000 };
}
