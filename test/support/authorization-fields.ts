import type { Target } from './authorization-matrix.ts';

/** Every field of what has an id: all are for whom it belongs to, and for administrators. */
export const nodeFields: Readonly<Record<string, { readonly fields: string; readonly id: keyof Target }>> = {
  User: {
    id: 'userId',
    fields:
      'displayName email emailVerified events id lastLoginAt loginCount logins registeredAt roles sessions status version',
  },
  Session: { id: 'sessionId', fields: 'createdAt current expiresAt id ipAddress lastUsedAt userAgent' },
  Login: { id: 'loginId', fields: 'at id ipAddress outcome user userAgent userId' },
  Event: { id: 'eventId', fields: 'actorId at causationId correlationId data id type userId version' },
};

/** Every field of what has none, and the only fields of roots and nodes behind which it is reached. */
export const innerFields: Readonly<Record<string, { readonly fields: string; readonly behind: string }>> = {
  ActivateUserSuccess: { fields: 'position user', behind: 'Mutation.activateUser' },
  ChangeDisplayNameSuccess: { fields: 'position user', behind: 'Mutation.changeDisplayName' },
  ChangePasswordSuccess: { fields: 'position user', behind: 'Mutation.changePassword' },
  ConfirmEmailChangeSuccess: { fields: 'position user', behind: 'Mutation.confirmEmailChange' },
  ConfirmationSent: { fields: 'expiresAt', behind: 'Mutation.register' },
  DeactivateUserSuccess: { fields: 'position user', behind: 'Mutation.deactivateUser' },
  EraseUserSuccess: { fields: 'position userId', behind: 'Mutation.eraseUser' },
  EventConnection: { fields: 'edges pageInfo totalCount', behind: 'Query.events User.events' },
  EventEdge: { fields: 'cursor node', behind: 'Query.events User.events' },
  GrantRoleSuccess: { fields: 'position user', behind: 'Mutation.grantRole' },
  LoginBucket: { fields: 'failed start succeeded users', behind: 'Query.loginStatistics' },
  LoginConnection: { fields: 'edges pageInfo totalCount', behind: 'Query.logins User.logins' },
  LoginEdge: { fields: 'cursor node', behind: 'Query.logins User.logins' },
  LoginEvent: { fields: 'cursor login', behind: 'Subscription.loginEvents' },
  LoginSuccess: { fields: 'position session tokens user', behind: 'Mutation.login' },
  LogoutSuccess: { fields: 'position session', behind: 'Mutation.logout' },
  PageInfo: {
    fields: 'endCursor hasNextPage hasPreviousPage startCursor',
    behind: 'Query.events Query.logins Query.users User.events User.logins',
  },
  PartitionProgress: {
    fields: 'appliedAt deadLetters lag lagSeconds partition',
    behind: 'Query.projections',
  },
  PendingRebuild: { fields: 'finishedPartitions index', behind: 'Query.projections' },
  Projection: {
    fields:
      'deadLetters index lag lagSeconds lastAppliedAt latestShape name partitions pendingRebuild rebuildDue shape',
    behind: 'Query.projections',
  },
  RefreshSuccess: { fields: 'session tokens', behind: 'Mutation.refresh' },
  RegisterSuccess: { fields: 'position user', behind: 'Mutation.register' },
  RequestEmailChangeSuccess: { fields: 'expiresAt', behind: 'Mutation.requestEmailChange' },
  RequestEmailVerificationSuccess: {
    fields: 'expiresAt',
    behind: 'Mutation.requestEmailVerification',
  },
  RequestPasswordResetSuccess: { fields: 'expiresAt', behind: 'Mutation.requestPasswordReset' },
  ResetPasswordSuccess: { fields: 'position user', behind: 'Mutation.resetPassword' },
  RevokeOtherSessionsSuccess: { fields: 'position sessions', behind: 'Mutation.revokeOtherSessions' },
  RevokeRoleSuccess: { fields: 'position user', behind: 'Mutation.revokeRole' },
  RevokeSessionSuccess: { fields: 'position session', behind: 'Mutation.revokeSession' },
  Tokens: {
    fields: 'accessToken accessTokenExpiresAt deviceToken refreshToken refreshTokenExpiresAt',
    behind: 'Mutation.login Mutation.refresh',
  },
  VerifyEmailSuccess: { fields: 'position user', behind: 'Mutation.verifyEmail' },
  UserConnection: { fields: 'edges pageInfo totalCount', behind: 'Query.users' },
  UserEdge: { fields: 'cursor node', behind: 'Query.users' },
};

/** Every field of refusals, which tell the caller what is wrong with the own request. */
export const refusalFields: Readonly<Record<string, string>> = {
  AccountDeactivated: 'message',
  AccountLocked: 'message retryAfter',
  Conflict: 'message',
  EmailTaken: 'message',
  Forbidden: 'message',
  InputIssue: 'message path',
  InvalidCredentials: 'message',
  InvalidInput: 'issues message',
  InvalidToken: 'message',
  NotFound: 'message',
  TooManyRequests: 'message retryAfter',
  WeakPassword: 'message suggestions',
};

/** Of what else nobody may send along, what these inputs are made for: the fields that take them are for administrators. */
export const meantInputs: Readonly<Record<string, readonly string[]>> = {
  GrantRoleInput: ['role'],
  RevokeRoleInput: ['role'],
};
