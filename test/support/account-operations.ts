import { operation } from './graphql-client.ts';
import type { UserFields } from './operations.ts';

interface Refused {
  readonly __typename:
    | 'Conflict'
    | 'Forbidden'
    | 'InvalidCredentials'
    | 'InvalidInput'
    | 'NotFound'
    | 'TooManyRequests'
    | 'WeakPassword';
  readonly message: string;
}

interface SessionFields {
  readonly id: string;
  readonly current: boolean;
}

interface Ended<Name extends string> {
  readonly __typename: Name;
  readonly session: SessionFields;
  readonly position: string;
}

interface Changed<Name extends string> {
  readonly __typename: Name;
  readonly user: Pick<UserFields, 'id' | 'status' | 'version'>;
  readonly position: string;
}

const user = 'user { id status version }';

export const logout = operation<{ readonly logout: Ended<'LogoutSuccess'> | Refused }>(`mutation Logout {
  logout { __typename ... on LogoutSuccess { session { id current } position } ... on Error { message } }
}`);

export const revokeSession = operation<
  { readonly revokeSession: Ended<'RevokeSessionSuccess'> | Refused },
  { readonly input: { readonly sessionId: string } }
>(`mutation RevokeSession($input: RevokeSessionInput!) {
  revokeSession(input: $input) {
    __typename ... on RevokeSessionSuccess { session { id current } position } ... on Error { message }
  }
}`);

export const revokeOtherSessions = operation<{
  readonly revokeOtherSessions:
    | {
        readonly __typename: 'RevokeOtherSessionsSuccess';
        readonly sessions: readonly SessionFields[];
        readonly position: string;
      }
    | Refused;
}>(`mutation RevokeOtherSessions {
  revokeOtherSessions {
    __typename ... on RevokeOtherSessionsSuccess { sessions { id current } position } ... on Error { message }
  }
}`);

export const changePassword = operation<
  { readonly changePassword: Changed<'ChangePasswordSuccess'> | Refused },
  { readonly input: { readonly currentPassword: string; readonly newPassword: string } }
>(`mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input) {
    __typename ... on ChangePasswordSuccess { ${user} position } ... on Error { message }
  }
}`);

export const deactivateUser = operation<
  { readonly deactivateUser: Changed<'DeactivateUserSuccess'> | Refused },
  { readonly input: { readonly userId: string; readonly reason?: string } }
>(`mutation DeactivateUser($input: DeactivateUserInput!) {
  deactivateUser(input: $input) {
    __typename ... on DeactivateUserSuccess { ${user} position } ... on Error { message }
  }
}`);

export const eraseUser = operation<
  {
    readonly eraseUser:
      | { readonly __typename: 'EraseUserSuccess'; readonly userId: string; readonly position: string }
      | Refused;
  },
  { readonly input: { readonly userId: string } }
>(`mutation EraseUser($input: EraseUserInput!) {
  eraseUser(input: $input) { __typename ... on EraseUserSuccess { userId position } ... on Error { message } }
}`);

export const activateUser = operation<
  { readonly activateUser: Changed<'ActivateUserSuccess'> | Refused },
  { readonly input: { readonly userId: string } }
>(`mutation ActivateUser($input: ActivateUserInput!) {
  activateUser(input: $input) {
    __typename ... on ActivateUserSuccess { ${user} position } ... on Error { message }
  }
}`);

interface RoleInput {
  readonly input: { readonly userId: string; readonly role: string };
}

export const grantRole = operation<
  { readonly grantRole: Changed<'GrantRoleSuccess'> | Refused },
  RoleInput
>(`mutation GrantRole($input: GrantRoleInput!) {
  grantRole(input: $input) { __typename ... on GrantRoleSuccess { ${user} position } ... on Error { message } }
}`);

export const revokeRole = operation<
  { readonly revokeRole: Changed<'RevokeRoleSuccess'> | Refused },
  RoleInput
>(`mutation RevokeRole($input: RevokeRoleInput!) {
  revokeRole(input: $input) { __typename ... on RevokeRoleSuccess { ${user} position } ... on Error { message } }
}`);

export const mySessions = operation<{ readonly me: { readonly sessions: readonly SessionFields[] } | null }>(
  'query MySessions { me { sessions { id current } } }',
);

/** A session by its id, for which no view is asked. */
export const sessionById = operation<{ readonly node: SessionFields | null }, { readonly id: string }>(
  `query SessionById($id: ID!) { node(id: $id) { id ... on Session { current } } }`,
);
