import { type HttpAnswer, type HttpConnection, openConnection, toRequest } from './http-connection.ts';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** One client of a gateway, on a connection of its own. Every call is one request. @throws Error for an answer that is not as it should be */
export interface GatewayClient {
  register(email: string): Promise<void>;
  logIn(email: string): Promise<Tokens>;
  /** The gateway has to refuse it. */
  failToLogIn(email: string): Promise<void>;
  /** Whether there is such an account or not. */
  requestPasswordReset(email: string): Promise<void>;
  refresh(refreshToken: string): Promise<Tokens>;
  me(accessToken: string): Promise<void>;
  close(): void;
}

const password = 'seven purple kettles sing';
const tokens = 'tokens { accessToken refreshToken }';
const failure = '... on Error { message }';
const register = `mutation Register($input: RegisterInput!) {
  register(input: $input) { __typename ... on RegisterSuccess { user { id } position } ${failure} }
}`;
const logIn = `mutation LogIn($input: LoginInput!) {
  login(input: $input) { __typename ... on LoginSuccess { ${tokens} position } ${failure} }
}`;
const refresh = `mutation Refresh($input: RefreshInput) {
  refresh(input: $input) { __typename ... on RefreshSuccess { ${tokens} } ${failure} }
}`;
const requestPasswordReset = `mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input) { __typename ${failure} }
}`;
const me = 'query Me { me { id email displayName roles } }';

export async function openClient(port: number): Promise<GatewayClient> {
  const connection = await openConnection(port);
  return {
    async register(email) {
      const request = toRequest({ query: register, variables: { input: { email, password } } });
      await answered(connection, request, '"RegisterSuccess"');
    },
    async logIn(email) {
      const request = toRequest({ query: logIn, variables: { input: { email, password } } });
      return toTokens(await answered(connection, request, '"LoginSuccess"'));
    },
    async failToLogIn(email) {
      const input = { email, password: `${password} not` };
      await answered(connection, toRequest({ query: logIn, variables: { input } }), '"InvalidCredentials"');
    },
    async requestPasswordReset(email) {
      const request = toRequest({ query: requestPasswordReset, variables: { input: { email } } });
      await answered(connection, request, '"RequestPasswordResetSuccess"');
    },
    async refresh(refreshToken) {
      const request = toRequest({ query: refresh, variables: { input: { refreshToken } } });
      return toTokens(await answered(connection, request, '"RefreshSuccess"'));
    },
    async me(accessToken) {
      await answered(connection, toRequest({ query: me }, accessToken), '"me":{"id"');
    },
    close: connection.close,
  };
}

async function answered(connection: HttpConnection, request: Buffer, mark: string): Promise<HttpAnswer> {
  const answer = await connection.send(request);
  if (answer.status === 200 && answer.body.includes(mark)) return answer;
  throw new Error(`The gateway answers ${answer.status} ${answer.body}`);
}

/** Without parsing the whole answer: a token needs no escapes in JSON. */
function toTokens({ body }: HttpAnswer): Tokens {
  const [, accessToken = ''] = /"accessToken":"([^"]+)"/.exec(body) ?? [];
  const [, refreshToken = ''] = /"refreshToken":"([^"]+)"/.exec(body) ?? [];
  return { accessToken, refreshToken };
}
