/** Somebody whom others ask for. */
export interface Target {
  readonly userId: string;
  readonly email: string;
  readonly sessionId: string;
  readonly eventId: string;
  readonly loginId: string;
}

/** What a field of a root answers to those who may not have what they ask for. */
export interface RootRule {
  /** Answers as `answer`. */
  readonly document: string;
  readonly variables?: (target: Target) => object;
  /** To nobody: the code of an error, or the name of the type that is answered. */
  readonly nobody: string;
  /** To another user; null where the field can name nobody else. */
  readonly another: string | null;
}

const input = (type: string, field: string) =>
  `mutation ($input: ${type}!) { answer: ${field}(input: $input) { __typename } }`;
const byUser = ({ userId }: Target) => ({ input: { userId } });
const passwords = { currentPassword: 'seven purple kettles sing', newPassword: 'eight yellow kettles hum' };

/** Every field of the roots. Those that are open to nobody's requests say so by what they answer. */
export const rootRules: Readonly<Record<string, RootRule>> = {
  'Query.me': { document: '{ answer: me { __typename } }', nobody: 'null', another: null },
  'Query.node': {
    document: 'query ($id: ID!) { answer: node(id: $id) { __typename } }',
    variables: ({ userId }) => ({ id: userId }),
    nobody: 'UNAUTHENTICATED',
    another: 'FORBIDDEN',
  },
  'Query.nodes': {
    document: 'query ($ids: [ID!]!) { answer: nodes(ids: $ids) { __typename } }',
    variables: ({ userId, sessionId }) => ({ ids: [userId, sessionId] }),
    nobody: 'UNAUTHENTICATED',
    another: 'FORBIDDEN',
  },
  'Query.user': {
    document: 'query ($by: UserBy!) { answer: user(by: $by) { __typename } }',
    variables: ({ userId }) => ({ by: { id: userId } }),
    nobody: 'UNAUTHENTICATED',
    another: 'FORBIDDEN',
  },
  'Query.users': {
    document: 'query ($search: String) { answer: users(search: $search) { __typename } }',
    variables: ({ email }) => ({ search: email }),
    nobody: 'UNAUTHENTICATED',
    another: 'FORBIDDEN',
  },
  'Query.logins': {
    document: 'query ($id: ID) { answer: logins(filter: { userId: $id }) { __typename } }',
    variables: ({ userId }) => ({ id: userId }),
    nobody: 'UNAUTHENTICATED',
    another: 'FORBIDDEN',
  },
  'Query.events': { document: '{ answer: events { __typename } }', nobody: 'UNAUTHENTICATED', another: null },
  'Query.loginStatistics': {
    document: '{ answer: loginStatistics(time: {}, interval: DAY) { __typename } }',
    nobody: 'UNAUTHENTICATED',
    another: null,
  },
  'Query.projections': {
    document: '{ answer: projections { __typename } }',
    nobody: 'UNAUTHENTICATED',
    another: 'FORBIDDEN',
  },
  'Mutation.register': {
    document: input('RegisterInput', 'register'),
    variables: ({ email }) => ({ input: { email, password: passwords.newPassword } }),
    nobody: 'EmailTaken',
    another: 'EmailTaken',
  },
  'Mutation.login': {
    document: input('LoginInput', 'login'),
    variables: ({ email }) => ({ input: { email, password: passwords.newPassword } }),
    nobody: 'InvalidCredentials',
    another: 'InvalidCredentials',
  },
  'Mutation.refresh': {
    document: input('RefreshInput', 'refresh'),
    variables: ({ sessionId }) => ({ input: { refreshToken: sessionId } }),
    nobody: 'InvalidToken',
    another: 'InvalidToken',
  },
  'Mutation.logout': {
    document: 'mutation { answer: logout { __typename } }',
    nobody: 'Forbidden',
    another: null,
  },
  'Mutation.revokeSession': {
    document: input('RevokeSessionInput', 'revokeSession'),
    variables: ({ sessionId }) => ({ input: { sessionId } }),
    nobody: 'Forbidden',
    another: 'NotFound',
  },
  'Mutation.revokeOtherSessions': {
    document: 'mutation { answer: revokeOtherSessions { __typename } }',
    nobody: 'Forbidden',
    another: null,
  },
  'Mutation.changePassword': {
    document: input('ChangePasswordInput', 'changePassword'),
    variables: () => ({ input: passwords }),
    nobody: 'Forbidden',
    another: null,
  },
  'Mutation.changeDisplayName': {
    document: input('ChangeDisplayNameInput', 'changeDisplayName'),
    variables: () => ({ input: { displayName: 'Mallory' } }),
    nobody: 'Forbidden',
    another: null,
  },
  'Mutation.deactivateUser': {
    document: input('DeactivateUserInput', 'deactivateUser'),
    variables: byUser,
    nobody: 'Forbidden',
    another: 'Forbidden',
  },
  'Mutation.activateUser': {
    document: input('ActivateUserInput', 'activateUser'),
    variables: byUser,
    nobody: 'Forbidden',
    another: 'Forbidden',
  },
  'Mutation.eraseUser': {
    document: input('EraseUserInput', 'eraseUser'),
    variables: byUser,
    nobody: 'Forbidden',
    another: 'Forbidden',
  },
  'Mutation.grantRole': {
    document: input('GrantRoleInput', 'grantRole'),
    variables: ({ userId }) => ({ input: { userId, role: 'admin' } }),
    nobody: 'Forbidden',
    another: 'Forbidden',
  },
  'Mutation.revokeRole': {
    document: input('RevokeRoleInput', 'revokeRole'),
    variables: ({ userId }) => ({ input: { userId, role: 'admin' } }),
    nobody: 'Forbidden',
    another: 'Forbidden',
  },
  'Subscription.loginEvents': {
    document: 'subscription ($id: ID) { answer: loginEvents(filter: { userId: $id }) { __typename } }',
    variables: ({ userId }) => ({ id: userId }),
    nobody: 'UNAUTHENTICATED',
    another: 'FORBIDDEN',
  },
};

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
  RevokeOtherSessionsSuccess: { fields: 'position sessions', behind: 'Mutation.revokeOtherSessions' },
  RevokeRoleSuccess: { fields: 'position user', behind: 'Mutation.revokeRole' },
  RevokeSessionSuccess: { fields: 'position session', behind: 'Mutation.revokeSession' },
  Tokens: {
    fields: 'accessToken accessTokenExpiresAt deviceToken refreshToken refreshTokenExpiresAt',
    behind: 'Mutation.login Mutation.refresh',
  },
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

/** What nobody may say of an account in an input, be it their own. */
export const forbiddenInputs: Readonly<Record<string, unknown>> = {
  roles: ['admin'],
  role: 'admin',
  isAdmin: true,
  emailVerified: true,
  status: 'ACTIVE',
  id: 'VXNlcjox',
  actorId: 'VXNlcjox',
};
