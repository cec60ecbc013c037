import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProjection } from '../../../../src/application/projections/run-projection.ts';
import { nothing } from '../../../../src/application/queries/catch-up.ts';
import type { FindUser } from '../../../../src/application/queries/find-user.ts';
import type { Viewer } from '../../../../src/application/viewer.ts';
import type { Position } from '../../../../src/ports/position.ts';
import type { UserDocument } from '../../../../src/ports/user-view.ts';
import { delay } from '../../../../src/roles/compose.ts';
import { newUserId } from '../../../support/controls/new-user-id.ts';
import { newCommand, someRegistration } from '../../../support/controls/requests.ts';
import { openEmbedded } from '../../../support/embedded.ts';

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let ada: UserDocument;
let registeredAt: Position;
const stopping: (() => Promise<void>)[] = [];

beforeEach(async () => {
  embedded = await openEmbedded();
  const registered = await embedded.app.registerUser(someRegistration, newCommand());
  ({ user: ada, position: registeredAt } = registered);
});

afterEach(async () => {
  for (const stop of stopping.splice(0)) await stop();
  await embedded.close();
});

/** Lets the view catch up from now on: until then nothing is in it. */
function project(): void {
  const end = new AbortController();
  const [users] = embedded.projections;
  if (users === undefined) throw new Error('There is a projection.');
  const deps = { feeds: embedded.feeds, owner: 'an owner', log: embedded.log, clock: Date.now, delay };
  const running = runProjection(deps, users, end.signal);
  stopping.push(() => {
    end.abort();
    return running;
  });
}

const self = (): Viewer => ({ userId: ada.id, sessionId: 'a-session', roles: [] });
const administrator = (): Viewer => ({ userId: newUserId(), sessionId: 'another', roles: ['admin'] });
const stranger = (): Viewer => ({ ...administrator(), roles: [] });

function find(viewer: Viewer, by: FindUser['by'], query: Partial<FindUser> = {}) {
  return embedded.app.users.find(viewer, { by, source: { atLeast: nothing }, ...query });
}

describe('finding a user', () => {
  it('gives oneself by address or by id as soon as a view that is behind has caught up', async () => {
    const answers = Promise.all([
      find(self(), { email: ' ＡDA@Example.COM ' }),
      find(self(), { id: ada.id }),
      embedded.app.users.me(self(), nothing),
    ]);
    project();
    expect(await answers).toEqual([ada, ada, ada]);
  });

  it('gives an administrator whoever has the address, and null when nobody has', async () => {
    project();
    const source = { atLeast: { positions: [registeredAt] } };
    expect(await find(administrator(), { email: ada.email ?? '' }, { source })).toEqual(ada);
    expect(await find(administrator(), { email: 'nobody@example.com' }, { source })).toBeNull();
    expect(await find(administrator(), { email: 'no address' }, { source })).toBeNull();
  });

  it('gives a user by address as of an instant, without the view', async () => {
    const by = { email: ada.email ?? '' };
    expect(await find(self(), by, { asOf: ada.registeredAt })).toEqual(ada);
    expect(await find(administrator(), by, { asOf: ada.registeredAt - 1 })).toBeNull();
  });

  it('refuses others alike, whether the user exists or not, and waits for nothing', async () => {
    const positions = [{ ...registeredAt, offset: '99999999999999-0' }];
    const source = { atLeast: { positions } };
    const targets = [
      { email: ada.email ?? '' },
      { email: 'nobody@example.com' },
      { email: 'no address' },
      { id: ada.id },
      { id: newUserId() },
    ];
    for (const by of targets) {
      await expect(find(stranger(), by, { source })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('refuses who is not signed in', async () => {
    const work = embedded.app.users.find(null, { by: { id: ada.id }, source: { atLeast: nothing } });
    await expect(work).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
