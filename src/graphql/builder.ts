import SchemaBuilder from '@pothos/core';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { AccessDenied } from '../application/errors.ts';
import type { UserId } from '../ports/message-store.ts';
import type { Position } from '../ports/position.ts';
import type { UserDocument } from '../ports/user-view.ts';
import { type GraphQLContext, sees } from './context.ts';
import { badUserInput } from './errors.ts';

interface SchemaTypes {
  Context: GraphQLContext;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    EmailAddress: { Input: string; Output: string };
    Position: { Input: Position; Output: Position };
    JSON: { Input: unknown; Output: unknown };
  };
  AuthScopes: { sees: UserId; shown: UserDocument };
  Connection: { totalCount: number };
}

/** The one builder of the schema. Every concept's file adds its types, queries and mutations to it. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ErrorsPlugin, ScopeAuthPlugin, RelayPlugin],
  defaultFieldNullability: false,
  errors: {
    directResult: true,
    defaultUnionOptions: { name: ({ fieldName }) => `${capitalize(fieldName)}Result` },
  },
  scopeAuth: {
    authScopes: (context) => ({
      sees: (userId) => sees(context, userId),
      shown: (document) => context.shown.has(document),
    }),
    unauthorizedError: (_parent, context) =>
      new AccessDenied(context.viewer === null ? 'UNAUTHENTICATED' : 'FORBIDDEN'),
  },
  relay: {
    cursorType: 'String',
    decodeGlobalID,
    edgesFieldOptions: { nullable: { list: false, items: false }, description: 'The items of this page.' },
    nodeFieldOptions: { nullable: false, description: 'The item.' },
    cursorFieldOptions: {
      description: 'Where the item stands in the list; pass it back as after or before.',
    },
    pageInfoFieldOptions: { description: 'How to go on from this page.' },
    hasNextPageFieldOptions: { description: 'Whether items follow this page.' },
    hasPreviousPageFieldOptions: { description: 'Whether items stand before this page.' },
    startCursorFieldOptions: { nullable: true, description: 'The cursor of the first item of this page.' },
    endCursorFieldOptions: { nullable: true, description: 'The cursor of the last item of this page.' },
    pageInfoTypeOptions: { description: 'A page of a list, by the Relay cursor connections specification.' },
    nodeTypeOptions: { description: 'Anything that has a global id, and can be read again by it.' },
    idFieldOptions: { description: 'An opaque id, unique over all types.' },
    // They take a position as well: see node.ts.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    firstArgOptions: { description: 'How many from the start, or behind `after`: at most 100.' },
    lastArgOptions: { description: 'How many from the end, or before `before`: at most 100.' },
    afterArgOptions: { description: 'The cursor behind which the page begins.' },
    beforeArgOptions: { description: 'The cursor before which the page ends.' },
  },
});

builder.queryType({ description: 'Reads from the views that the log is projected into.' });
builder.mutationType({
  description:
    'Commands: each is decided on the log, and its events are appended to it. With the header Idempotency-Key one can be sent again for 24 hours: it is done once, and answered the same.',
});
builder.subscriptionType({ description: 'What is appended to the log, as it happens.' });

function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The types that have global ids. */
const nodeTypes: readonly string[] = ['User', 'Session', 'Login', 'Event'];

function decodeGlobalID(text: string): { typename: string; id: string } {
  const [typename, id] = Buffer.from(text, 'base64').toString().split(':', 2);
  if (!typename || !id || !nodeTypes.includes(typename))
    throw badUserInput('This is no id: pass one back just as it was returned.');
  return { typename, id };
}
