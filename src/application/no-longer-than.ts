/** Settles as the work does, and with null once something else ended before. */
type NoLongerThan = <Result>(work: Promise<Result>) => Promise<Result | null>;

/**
 * Waits for work no longer than until something ends that lasts for much longer. `Promise.race` would leave a little of every
 * wait behind, for as long as that lasts.
 */
export function createNoLongerThan(ended: Promise<void>): NoLongerThan {
  const waits = new Set<() => void>();
  let isOver = false;
  void ended.then(() => {
    isOver = true;
    for (const giveUp of waits) giveUp();
  });
  return (work) =>
    new Promise((resolve, reject) => {
      const giveUp = () => resolve(null);
      waits.add(giveUp);
      work.then(resolve, reject).finally(() => waits.delete(giveUp));
      if (isOver) giveUp();
    });
}
