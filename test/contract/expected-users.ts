import type { Cursor, Page, TimeRange } from '../../src/ports/page.ts';
import { toIndexWords, toSearchWords, toSimilarForms } from '../../src/ports/search-words.ts';
import type { UserDocument, UserFilter, UserOrderField, UserQuery } from '../../src/ports/user-view.ts';
import { expectedPage } from './expected-page.ts';

export const orderFields = ['REGISTERED_AT', 'LAST_LOGIN_AT', 'EMAIL', 'LOGIN_COUNT'] as const;

const orderValues: Readonly<Record<UserOrderField, (user: UserDocument) => string | number>> = {
  REGISTERED_AT: (user) => user.registeredAt,
  LAST_LOGIN_AT: (user) => user.lastLoginAt ?? 0,
  EMAIL: (user) => user.email ?? '',
  LOGIN_COUNT: (user) => user.loginCount,
};

/** The page of a query over these users, computed the plain way. */
export function expectedUsers(users: readonly UserDocument[], query: UserQuery): Page<UserDocument> {
  const isFound = toSearch(query);
  const items = users.filter((user) => isFound(user) && passes(user, query.filter));
  const directions = [...query.order.map(({ direction }) => direction), 'ASC' as const];
  const cursorOf = (user: UserDocument) => userCursor(user, query);
  return expectedPage({ items, cursorOf, directions }, query.page);
}

/** Where a user stands in the order of a query. */
export function userCursor(user: UserDocument, { order }: Pick<UserQuery, 'order'>): Cursor {
  return [...order.map(({ field }) => orderValues[field](user)), user.id];
}

/** Whether a user is found by the words of a query. */
function toSearch({ search = '', spelling }: UserQuery): (user: UserDocument) => boolean {
  if (search.trim() === '') return () => true;
  const wanted = [...new Set(toSearchWords(search))].map((word) => ({
    word,
    forms: spelling === 'similar' ? toSimilarForms(word) : [],
  }));
  if (wanted.length === 0) return () => false;
  return (user) => {
    const { words, forms: known } = found(user);
    return wanted.every(
      ({ word, forms }) =>
        words.some((each) => each.startsWith(word)) || forms.some((form) => known.has(form)),
    );
  };
}

interface Found {
  readonly words: readonly string[];
  readonly forms: ReadonlySet<string>;
}

const known = new WeakMap<UserDocument, Found>();

/** What a user is found by. */
function found(user: UserDocument): Found {
  const before = known.get(user);
  if (before !== undefined) return before;
  const words = [...toIndexWords(user.email ?? ''), ...toIndexWords(user.displayName ?? '')];
  const now = { words, forms: new Set(words.flatMap(toSimilarForms)) };
  known.set(user, now);
  return now;
}

function passes(user: UserDocument, filter: UserFilter): boolean {
  const { status, role, emailVerified, registered, lastLogin } = filter;
  return (
    (status === undefined || status.includes(user.status)) &&
    (role === undefined || user.roles.includes(role)) &&
    (emailVerified === undefined || user.emailVerified === emailVerified) &&
    (registered === undefined || isWithin(user.registeredAt, registered)) &&
    (lastLogin === undefined || (user.lastLoginAt !== null && isWithin(user.lastLoginAt, lastLogin)))
  );
}

export function isWithin(time: number, { from, to }: TimeRange): boolean {
  return (from === null || time >= from) && (to === null || time < to);
}
