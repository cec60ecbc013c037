import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, isInputObjectType, isLeafType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { innerFields, meantInputs, nodeFields, refusalFields } from '../support/authorization-fields.ts';
import { forbiddenInputs, rootRules, type Target } from '../support/authorization-matrix.ts';
import {
  createGraphQLClient,
  createSignedInClient,
  type GraphQLClient,
  operation,
} from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';
import { fieldsOfSchema, gatesOf, nodeTypes, rootTypes } from '../support/schema-reach.ts';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));

let product: RunningProduct;
let removeFolder: () => Promise<void>;
let target: Target;
let nobody: GraphQLClient;
let another: GraphQLClient;
let owner: GraphQLClient;

beforeAll(async () => {
  const { settings, remove } = await openFolder();
  removeFolder = remove;
  product = await startProduct(settings);
  nobody = createGraphQLClient(product.url);
  const { email, client, position, userId, sessionId } = await person();
  owner = client;
  const { me } = await owner.get(ownIds, { atLeast: position });
  const eventId = me.events.edges[0]?.node.id ?? '';
  target = { userId, email, sessionId, eventId, loginId: me.logins.edges[0]?.node.id ?? '' };
  another = (await person()).client;
});

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await removeFolder();
});

interface Ids {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
}

const ownIds = operation<
  { readonly me: { readonly events: Ids; readonly logins: Ids } },
  { readonly atLeast: string }
>(
  `query ($atLeast: Position) {
    me(atLeast: $atLeast) { events(first: 1) { edges { node { id } } } logins(first: 1) { edges { node { id } } } }
  }`,
);

describe('every field of the schema has its place in the matrix', () => {
  const fields = fieldsOfSchema(schema);
  const names = (type: string) =>
    fields.filter((each) => each.type.name === type).map(({ field }) => field.name);

  test('those of queries, mutations and subscriptions', () => {
    const roots = fields.filter(({ type }) => rootTypes(schema).includes(type));
    expect(Object.keys(rootRules).toSorted()).toEqual(roots.map(({ coordinate }) => coordinate).toSorted());
  });

  test('those of what has an id', () => {
    const found = nodeTypes(schema).map(({ name }) => [name, names(name).join(' ')]);
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(nodeFields).map(([type, entry]) => [type, entry.fields])),
    );
  });

  test('those of the rest, and by which fields they are reached', () => {
    const found = [...gatesOf(schema)].map(([type, gates]) => {
      const listed = names(type).join(' ');
      return [type, type in refusalFields ? listed : { fields: listed, behind: gates.join(' ') }] as const;
    });
    expect(Object.fromEntries(found)).toEqual({ ...refusalFields, ...innerFields });
  });
});

describe('to nobody', () => {
  test.each(Object.entries(rootRules))('%s answers as the matrix says', async (_name, rule) => {
    expect(await outcomeOf(nobody, rule.document, rule.variables?.(target))).toBe(rule.nobody);
  });
});

describe('to another user', () => {
  const rules = Object.entries(rootRules).filter(([, rule]) => rule.another !== null);

  test.each(rules)('%s answers as the matrix says', async (_name, rule) => {
    expect(await outcomeOf(another, rule.document, rule.variables?.(target))).toBe(rule.another);
  });

  test('lists hold nothing of the target', async () => {
    const document = `{ events(first: 100) { edges { node { userId actorId data } } }
      logins(first: 100) { edges { node { userId } } } me { id email sessions { id } } }`;
    const answer = JSON.stringify((await another.ask(operation<unknown, object>(document), {})).data);
    expect(Object.values(target).filter((text) => answer.includes(text))).toEqual([]);
  });
});

describe('what has an id', () => {
  const fields = fieldsOfSchema(schema).filter(({ type }) => nodeTypes(schema).includes(type));

  test.each(fields)('$coordinate is for its owner only', async ({ type, field }) => {
    const below = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }';
    const document = `query ($id: ID!) { answer: node(id: $id) { __typename ... on ${type.name} { ${field.name} ${below} } } }`;
    const entry = nodeFields[type.name];
    const variables = { id: entry === undefined ? '' : target[entry.id] };
    expect({
      nobody: await outcomeOf(nobody, document, variables),
      another: await outcomeOf(another, document, variables),
      owner: await outcomeOf(owner, document, variables),
    }).toEqual({ nobody: 'UNAUTHENTICATED', another: 'FORBIDDEN', owner: type.name });
  });
});

describe('no input takes what makes somebody more than they are', () => {
  const inputs = Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap((field) =>
    field.args.map(({ type }) => ({ field: field.name, type: getNamedType(type) })),
  );

  test.each(inputs)('$type of $field', async ({ field, type }) => {
    const own = isInputObjectType(type) ? Object.keys(type.getFields()) : [];
    const meant = meantInputs[String(type)] ?? [];
    expect(own.filter((name) => name in forbiddenInputs)).toEqual(meant);
    const document = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`;
    for (const [name, value] of Object.entries(forbiddenInputs)) {
      if (meant.includes(name)) continue;
      const { errors, data } = await another.ask(operation<unknown, object>(document), {
        input: { [name]: value },
      });
      expect(data).toBe(undefined);
      expect(errors).toContainEqual(
        expect.objectContaining({
          message: expect.stringContaining(`Field "${name}" is not defined by type "${type}".`),
          extensions: { code: 'BAD_USER_INPUT' },
        }),
      );
    }
  });
});

async function person() {
  const email = newAddress();
  await registered(nobody, email);
  const { tokens, position, user, session } = await loggedIn(nobody, email);
  const client = createSignedInClient(product.url, tokens.accessToken);
  return { email, client, position, userId: user.id, sessionId: session.id };
}

/** The codes of the errors, or else the name of the type that is answered. */
async function outcomeOf(client: GraphQLClient, document: string, variables: object = {}): Promise<string> {
  const { data, errors } = await client.ask(
    operation<{ answer: { __typename: string } | null }, object>(document),
    variables,
  );
  if (errors !== undefined) return errors.map(({ extensions }) => String(extensions?.code)).join(' ');
  return data?.answer?.__typename ?? 'null';
}
