import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createMailbox } from '../../../src/application/mailbox.ts';
import { createWatchedSession, watchSessions } from '../../../src/application/watched-session.ts';

const checks = 50_000;
/** In bytes: a few for each check would be more. */
const mostLeft = 5_000_000;
const always = { isLive: async () => true };
const noDelay = async () => undefined;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

it('keeps nothing of a check, however often a subscriber is told something', async () => {
  const deps = { liveSessions: always, delay: noDelay };
  const session = createWatchedSession(deps, 'a-session', createMailbox(1));
  const before = heldBytes();
  for (let check = 0; check < checks; check += 1) await session.goesOn();
  expect(heldBytes() - before).toBeLessThan(mostLeft);
  // Until here it is in use.
  expect(session.isOver()).toBe(false);
});

it('keeps nothing of a check, however long the process lasts', async () => {
  const stopping = new AbortController();
  const before = heldBytes();
  let left = Number.NaN;
  let check = 0;
  const delay = async () => {
    check += 1;
    if (check < checks) return;
    left = heldBytes() - before;
    stopping.abort();
  };
  await watchSessions({ liveSessions: always, delay }, () => [], stopping.signal);
  expect(left).toBeLessThan(mostLeft);
});
