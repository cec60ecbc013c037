import type { UserDocument } from '../ports/user-view.ts';
import { builder } from './builder.ts';
import { including } from './context.ts';
import { badUserInput } from './errors.ts';

/** The user of the schema. Fields that need other types are added where those are. */
export const user = builder.objectRef<UserDocument>('User');

builder.node(user, {
  description: 'An account and the person whom it belongs to.',
  authScopes: (document) => ({ $any: { sees: document.id, shown: document } }),
  id: { resolve: ({ id }) => id },
  // Of one request, too, what was read before may be older than what another field asks for.
  loadWithoutCache: (id, context) =>
    isUuid(id)
      ? context.app.users.find(context.viewer, { by: { id }, source: { atLeast: including(context) } })
      : null,
  fields: (t) => ({
    email: t.expose('email', { type: 'EmailAddress', nullable: true, description: 'Null once erased.' }),
    emailVerified: t.exposeBoolean('emailVerified', {
      description: 'Whether the person proved to receive mail there.',
    }),
    displayName: t.exposeString('displayName', { nullable: true, description: 'The name to be shown.' }),
    roles: t.stringList({ description: 'What the user may do.', resolve: ({ roles }) => [...roles] }),
    registeredAt: t.field({
      type: 'DateTime',
      description: 'When the account was made.',
      resolve: ({ registeredAt }) => new Date(registeredAt),
    }),
    lastLoginAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When somebody last logged in; null for never.',
      resolve: ({ lastLoginAt }) => (lastLoginAt === null ? null : new Date(lastLoginAt)),
    }),
    loginCount: t.exposeInt('loginCount', { description: 'How many logins succeeded.' }),
    version: t.exposeInt('version', { description: 'How many events this answer is made of.' }),
  }),
});

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a UUID in lower case. */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/** The user's own id out of a global one. @throws GraphQLError BAD_USER_INPUT */
export function parseUserId({ id }: { readonly id: string }): string {
  if (!isUuid(id)) throw badUserInput('This id names no user.');
  return id;
}
