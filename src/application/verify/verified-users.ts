import type { MessageStore } from '../../ports/message-store.ts';
import type { UserDocument, UserView } from '../../ports/user-view.ts';
import type { Fold } from '../folding/fold.ts';
import { isUserId, type VerifiedView } from './verified-view.ts';

const openFields = [
  'id',
  'emailVerified',
  'status',
  'roles',
  'registeredAt',
  'lastLoginAt',
  'loginCount',
  'version',
];

/** The view `users`, to be compared with the log. */
export function createVerifiedUsers(deps: {
  readonly view: UserView;
  readonly fold: Fold<UserDocument>;
  readonly store: Pick<MessageStore, 'heads'>;
}): VerifiedView<UserDocument> {
  return {
    name: 'users',
    view: deps.view,
    fold: deps.fold,
    ageOf: ({ version }) => version,
    userOf: ({ id }) => id,
    async foreignAmong(documents) {
      const named = documents.filter(({ id }) => isUserId(id));
      const heads = await deps.store.heads(named.map(({ id }) => id));
      const known = new Set(named.filter((_, index) => (heads[index]?.version ?? 0) > 0));
      return documents.filter((document) => !known.has(document));
    },
    isOpen: (_, field) => openFields.includes(field),
  };
}
