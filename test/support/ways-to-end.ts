import {
  changePassword,
  deactivateUser,
  eraseUser,
  grantRole,
  logout,
  revokeOtherSessions,
  revokeRole,
  revokeSession,
} from './account-operations.ts';
import type { SignedIn } from './signed-in.ts';
import { type Preset, password, presets } from './stack.ts';

export const newPassword = 'nine purple kettles dance';

/** Two gateways and an aggregator, on a Redis Cluster and on PostgreSQL. */
export function twoGateways(): readonly Preset[] {
  return presets()
    .filter(({ name }) => name === 'PostgreSQL' || name === 'three processes on a Redis Cluster')
    .map((preset) => ({ ...preset, roles: ['gateway', 'gateway', 'aggregator'] }));
}

/** Somebody with two sessions, and an administrator. */
export interface People {
  /** Where it is asked for. */
  readonly url: string;
  readonly first: SignedIn;
  readonly second: SignedIn;
  readonly admin: SignedIn;
}

/** A way in which the first session ends, and perhaps the second. */
export interface Way {
  readonly name: string;
  end(people: People): Promise<{ readonly __typename: string; readonly position?: string }>;
  readonly succeeds: string;
  /** The events that it leaves, newest first, and who caused them. */
  readonly leaves: (people: People) => readonly { readonly type: string; readonly actorId: string }[];
  readonly endsSecond: boolean;
}

export const ways: readonly Way[] = [
  {
    name: 'logout',
    end: async ({ url, first }) => (await first.at(url).get(logout, {})).logout,
    succeeds: 'LogoutSuccess',
    leaves: ({ first }) => [{ type: 'SessionRevoked', actorId: first.userId }],
    endsSecond: false,
  },
  {
    name: 'revokeSession',
    end: async ({ url, first, second }) => {
      const input = { sessionId: first.sessionId };
      return (await second.at(url).get(revokeSession, { input })).revokeSession;
    },
    succeeds: 'RevokeSessionSuccess',
    leaves: ({ second }) => [{ type: 'SessionRevoked', actorId: second.userId }],
    endsSecond: false,
  },
  {
    name: 'revokeSession by an administrator',
    end: async ({ url, first, admin }) => {
      const input = { sessionId: first.sessionId };
      return (await admin.at(url).get(revokeSession, { input })).revokeSession;
    },
    succeeds: 'RevokeSessionSuccess',
    leaves: ({ admin }) => [{ type: 'SessionRevoked', actorId: admin.userId }],
    endsSecond: false,
  },
  {
    name: 'revokeOtherSessions',
    end: async ({ url, second }) => (await second.at(url).get(revokeOtherSessions, {})).revokeOtherSessions,
    succeeds: 'RevokeOtherSessionsSuccess',
    leaves: ({ second }) => [{ type: 'SessionRevoked', actorId: second.userId }],
    endsSecond: false,
  },
  {
    name: 'changePassword',
    end: async ({ url, second }) => {
      const input = { currentPassword: password, newPassword };
      return (await second.at(url).get(changePassword, { input })).changePassword;
    },
    succeeds: 'ChangePasswordSuccess',
    leaves: ({ second }) => [{ type: 'PasswordChanged', actorId: second.userId }],
    endsSecond: false,
  },
  {
    name: 'deactivateUser of oneself',
    end: async ({ url, second }) => {
      const input = { userId: second.userId, reason: 'enough' };
      return (await second.at(url).get(deactivateUser, { input })).deactivateUser;
    },
    succeeds: 'DeactivateUserSuccess',
    leaves: ({ second }) => [{ type: 'UserDeactivated', actorId: second.userId }],
    endsSecond: true,
  },
  {
    name: 'deactivateUser by an administrator',
    end: async ({ url, first, admin }) => {
      const input = { userId: first.userId };
      return (await admin.at(url).get(deactivateUser, { input })).deactivateUser;
    },
    succeeds: 'DeactivateUserSuccess',
    leaves: ({ admin }) => [{ type: 'UserDeactivated', actorId: admin.userId }],
    endsSecond: true,
  },
  {
    name: 'revokeRole by an administrator',
    end: async ({ url, first, admin }) => {
      const input = { userId: first.userId, role: 'orders:read' };
      await admin.at(url).get(grantRole, { input });
      return (await admin.at(url).get(revokeRole, { input })).revokeRole;
    },
    succeeds: 'RevokeRoleSuccess',
    leaves: ({ admin }) => [
      { type: 'RoleRevoked', actorId: admin.userId },
      { type: 'RoleGranted', actorId: admin.userId },
    ],
    endsSecond: true,
  },
  {
    name: 'eraseUser of oneself',
    end: async ({ url, second }) => {
      return (await second.at(url).get(eraseUser, { input: { userId: second.userId } })).eraseUser;
    },
    succeeds: 'EraseUserSuccess',
    leaves: ({ second }) => [{ type: 'UserErased', actorId: second.userId }],
    endsSecond: true,
  },
  {
    name: 'eraseUser by an administrator',
    end: async ({ url, first, admin }) => {
      return (await admin.at(url).get(eraseUser, { input: { userId: first.userId } })).eraseUser;
    },
    succeeds: 'EraseUserSuccess',
    leaves: ({ admin }) => [{ type: 'UserErased', actorId: admin.userId }],
    endsSecond: true,
  },
];
