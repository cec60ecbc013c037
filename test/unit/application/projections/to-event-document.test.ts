import { expect, it } from 'vitest';
import { toEventDocument } from '../../../../src/application/projections/to-event-document.ts';
import type { UserEvent } from '../../../../src/domain/user/user-events.ts';
import { newEvent, newMetadata } from '../../../support/controls/new-event.ts';
import {
  displayNameChanged,
  loginFailed,
  loginSucceeded,
  someClient,
  someTime,
  userRegistered,
} from '../../../support/controls/user-events.ts';

const metadata = newMetadata({ actorId: 'somebody', correlationId: 'a-request', causationId: 'a-cause' });
const place = { userId: '0b7c7c1e-5a3e-4c52-9a43-1f0f6f1f6a01', version: 3 };

function documentOf(event: UserEvent) {
  const stored = { ...newEvent({ ...event, eventId: 'an-event', data: {}, metadata }), ...place };
  return toEventDocument({ stored, event });
}

const rest = {
  ...place,
  id: 'an-event',
  at: someTime,
  actorId: 'somebody',
  correlationId: 'a-request',
  causationId: 'a-cause',
  isErased: false,
};

it('shows who registered, without the password hash', () => {
  expect(documentOf(userRegistered({ roles: ['admin'] }))).toEqual({
    ...rest,
    type: 'UserRegistered',
    data: { email: 'ada@example.com', displayName: 'Ada', roles: ['admin'] },
    login: null,
  });
});

it('shows a login with its outcome and where it came from', () => {
  expect(documentOf(loginSucceeded())).toEqual({
    ...rest,
    type: 'LoginSucceeded',
    data: { ...someClient, sessionId: 'a-session' },
    login: { ...someClient, outcome: 'SUCCEEDED' },
  });
  expect(documentOf(loginFailed())).toEqual({
    ...rest,
    type: 'LoginFailed',
    data: { ...someClient, reason: 'WRONG_PASSWORD' },
    login: { ...someClient, outcome: 'FAILED' },
  });
});

it('shows the display name that was chosen', () => {
  expect(documentOf(displayNameChanged('Ada King'))).toEqual({
    ...rest,
    type: 'DisplayNameChanged',
    data: { displayName: 'Ada King' },
    login: null,
  });
});
