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
  'Mutation.requestEmailVerification': {
    document: 'mutation { answer: requestEmailVerification { __typename } }',
    nobody: 'Forbidden',
    another: null,
  },
  'Mutation.verifyEmail': {
    document: input('VerifyEmailInput', 'verifyEmail'),
    variables: ({ userId }) => ({ input: { token: userId } }),
    nobody: 'InvalidToken',
    another: 'InvalidToken',
  },
  'Mutation.requestPasswordReset': {
    document: input('RequestPasswordResetInput', 'requestPasswordReset'),
    variables: ({ email }) => ({ input: { email } }),
    nobody: 'RequestPasswordResetSuccess',
    another: 'RequestPasswordResetSuccess',
  },
  'Mutation.requestEmailChange': {
    document: input('RequestEmailChangeInput', 'requestEmailChange'),
    variables: () => ({ input: { newEmail: 'somebody-else@example.com', password: passwords.newPassword } }),
    nobody: 'Forbidden',
    another: null,
  },
  'Mutation.confirmEmailChange': {
    document: input('ConfirmEmailChangeInput', 'confirmEmailChange'),
    variables: ({ userId }) => ({ input: { token: userId } }),
    nobody: 'InvalidToken',
    another: 'InvalidToken',
  },
  'Mutation.resetPassword': {
    document: input('ResetPasswordInput', 'resetPassword'),
    variables: ({ userId }) => ({ input: { token: userId, newPassword: passwords.newPassword } }),
    nobody: 'InvalidToken',
    another: 'InvalidToken',
  },
  'Subscription.loginEvents': {
    document: 'subscription ($id: ID) { answer: loginEvents(filter: { userId: $id }) { __typename } }',
    variables: ({ userId }) => ({ id: userId }),
    nobody: 'UNAUTHENTICATED',
    another: 'FORBIDDEN',
  },
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
