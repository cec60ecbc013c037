/** A document with the types of its variables and of its answer, which exist for the compiler only. */
export interface Operation<Data, Variables> {
  readonly document: string;
  readonly types?: (variables: Variables) => Data;
}

export function operation<Data, Variables = Record<string, never>>(
  document: string,
): Operation<Data, Variables> {
  return { document };
}

export interface GraphQLErrorBody {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: unknown };
}

export interface Answer<Data> {
  readonly httpStatus: number;
  readonly headers: Headers;
  readonly data: Data | null | undefined;
  readonly errors: readonly GraphQLErrorBody[] | undefined;
}

/** A caller of one gateway. */
export interface GraphQLClient {
  /** What the gateway answers, whatever it is. */
  ask<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables): Promise<Answer<Data>>;
  /** The data. @throws Error when the answer has errors */
  get<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables): Promise<Data>;
  /** The code of the only error. @throws Error when there is none */
  codeOf<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables): Promise<unknown>;
}

/** A client that sends these headers with every request. */
export function createGraphQLClient(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): GraphQLClient {
  const client: GraphQLClient = {
    async ask<Data, Variables>({ document: query }: Operation<Data, Variables>, variables: Variables) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      // The server checks its answers against the schema that the operation was written for.
      const body = (await response.json()) as { data?: Data | null; errors?: readonly GraphQLErrorBody[] };
      return {
        httpStatus: response.status,
        headers: response.headers,
        data: body.data,
        errors: body.errors,
      };
    },
    async get(operation, variables) {
      const { data, errors } = await client.ask(operation, variables);
      if (errors !== undefined || data === null || data === undefined) {
        throw new Error(`The gateway answers ${JSON.stringify(errors)}.`);
      }
      return data;
    },
    async codeOf(operation, variables) {
      const { errors } = await client.ask(operation, variables);
      if (errors?.length !== 1) throw new Error(`The gateway answers ${JSON.stringify(errors)}.`);
      return errors[0]?.extensions?.code;
    },
  };
  return client;
}

/** A client that is signed in by an access token. */
export function createSignedInClient(url: string, accessToken: string): GraphQLClient {
  return createGraphQLClient(url, { authorization: `Bearer ${accessToken}` });
}
