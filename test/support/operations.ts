import { operation } from './graphql-client.ts';

interface Refusal {
  readonly __typename:
    | 'EmailTaken'
    | 'Forbidden'
    | 'InvalidCredentials'
    | 'InvalidInput'
    | 'InvalidToken'
    | 'WeakPassword';
  readonly message: string;
  readonly suggestions?: readonly string[];
  readonly issues?: readonly { readonly path: readonly string[]; readonly message: string }[];
}

export interface UserFields {
  readonly id: string;
  readonly email: string;
  readonly displayName: string | null;
  readonly roles: readonly string[];
  readonly status: string;
  readonly loginCount: number;
  readonly version: number;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

const userFields = 'id email displayName roles status loginCount version';

export interface RegisterSuccess {
  readonly __typename: 'RegisterSuccess';
  readonly user: UserFields;
  readonly position: string;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export const register = operation<
  { readonly register: RegisterSuccess | Refusal },
  { readonly input: Credentials & { readonly displayName?: string } }
>(`mutation Register($input: RegisterInput!) {
  register(input: $input) {
    __typename
    ... on RegisterSuccess { user { ${userFields} } position }
    ... on Error { message }
    ... on WeakPassword { suggestions }
    ... on InvalidInput { issues { path message } }
  }
}`);

export interface LoginSuccess {
  readonly __typename: 'LoginSuccess';
  readonly user: UserFields;
  readonly session: { readonly id: string; readonly current: boolean };
  readonly tokens: Tokens | null;
  readonly position: string;
}

export const logIn = operation<
  { readonly login: LoginSuccess | Refusal },
  { readonly input: Credentials & { readonly delivery?: 'BODY' | 'COOKIE' } }
>(`mutation LogIn($input: LoginInput!) {
  login(input: $input) {
    __typename
    ... on LoginSuccess {
      user { ${userFields} } session { id current } tokens { accessToken refreshToken } position
    }
    ... on Error { message }
    ... on InvalidInput { issues { path message } }
  }
}`);

export const refresh = operation<
  {
    readonly refresh:
      | { readonly __typename: 'RefreshSuccess'; session: { id: string }; tokens: Tokens | null }
      | Refusal;
  },
  { readonly input?: { readonly refreshToken: string } }
>(`mutation Refresh($input: RefreshInput) {
  refresh(input: $input) {
    __typename
    ... on RefreshSuccess { session { id } tokens { accessToken refreshToken } }
    ... on Error { message }
  }
}`);

export interface ChangeDisplayNameSuccess {
  readonly __typename: 'ChangeDisplayNameSuccess';
  readonly user: UserFields;
  readonly position: string;
}

export const changeDisplayName = operation<
  { readonly changeDisplayName: ChangeDisplayNameSuccess | Refusal },
  { readonly input: { readonly displayName?: string | null } }
>(`mutation ChangeDisplayName($input: ChangeDisplayNameInput!) {
  changeDisplayName(input: $input) {
    __typename
    ... on ChangeDisplayNameSuccess { user { ${userFields} } position }
    ... on Error { message }
    ... on InvalidInput { issues { path message } }
  }
}`);

export const me = operation<{ readonly me: UserFields | null }, { readonly atLeast?: string }>(
  `query Me($atLeast: Position) { me(atLeast: $atLeast) { ${userFields} } }`,
);

export const user = operation<
  { readonly user: UserFields | null },
  { readonly by: { readonly id: string } | { readonly email: string }; readonly atLeast?: string }
>(`query User($by: UserBy!, $atLeast: Position) { user(by: $by, atLeast: $atLeast) { ${userFields} } }`);

interface Connection<Node> {
  readonly totalCount: number;
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const page = 'pageInfo { hasNextPage endCursor }';

export const users = operation<
  { readonly users: Connection<UserFields> },
  {
    readonly search?: string;
    readonly first?: number;
    readonly after?: string | null;
    readonly atLeast?: string;
  }
>(`query Users($search: String, $first: Int, $after: String, $atLeast: Position) {
  users(search: $search, first: $first, after: $after, atLeast: $atLeast) {
    totalCount ${page} edges { node { ${userFields} } }
  }
}`);

export interface LoginFields {
  readonly outcome: 'SUCCEEDED' | 'FAILED';
  readonly userId: string;
}

export const logins = operation<
  { readonly logins: Connection<LoginFields> },
  { readonly filter?: { readonly userId?: string }; readonly atLeast?: string }
>(`query Logins($filter: LoginFilter, $atLeast: Position) {
  logins(filter: $filter, atLeast: $atLeast) { totalCount ${page} edges { node { outcome userId } } }
}`);

export interface LoginBucket {
  readonly start: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly users: number;
}

export const loginStatistics = operation<
  { readonly loginStatistics: readonly LoginBucket[] },
  {
    readonly time: { readonly from?: string; readonly to?: string };
    readonly interval: 'MINUTE' | 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';
    readonly atLeast?: string;
  }
>(`query LoginStatistics($time: TimeRange!, $interval: StatisticsInterval!, $atLeast: Position) {
  loginStatistics(time: $time, interval: $interval, atLeast: $atLeast) { start succeeded failed users }
}`);

export interface EventFields {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly userId: string;
  readonly actorId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export const events = operation<
  { readonly events: Connection<EventFields> },
  { readonly atLeast?: string }
>(`query Events($atLeast: Position) {
  events(atLeast: $atLeast) {
    totalCount ${page} edges { node { id type version userId actorId data } }
  }
}`);

export const node = operation<
  { readonly node: ({ readonly __typename: string; readonly id: string } & Partial<UserFields>) | null },
  { readonly id: string }
>(`query Node($id: ID!) { node(id: $id) { __typename id ... on User { email version } } }`);
