import type { Cursor } from '../../ports/page.ts';
import { toSearchWords, toSimilarForms } from '../../ports/search-words.ts';
import type {
  UserDocument,
  UserFilter,
  UserOrder,
  UserOrderField,
  UserQuery,
} from '../../ports/user-view.ts';
import { type Condition, isEqual, isOneOf, isWithin, nothing, whenGiven } from './conditions.ts';
import type { SortTerm } from './search-page.ts';

/** In characters, each of four bytes at most. */
const longestPrefix = 200;
/** More than the characters of an address and a name together, each of which may begin no more than one. */
const mostWords = 1_000;

interface OrderBy {
  readonly field: string;
  readonly missing?: string | number;
  readonly valueOf: (user: UserDocument) => string | number;
}

const orderings: Readonly<Record<UserOrderField, OrderBy>> = {
  REGISTERED_AT: { field: 'registeredAt', valueOf: (user) => user.registeredAt },
  LAST_LOGIN_AT: { field: 'lastLoginAt', missing: 0, valueOf: (user) => user.lastLoginAt ?? 0 },
  EMAIL: { field: 'email', missing: '', valueOf: (user) => user.email ?? '' },
  LOGIN_COUNT: { field: 'loginCount', valueOf: (user) => user.loginCount },
};

export function toUserSort(order: readonly UserOrder[]): readonly SortTerm[] {
  const terms = order.map(({ field, direction }): SortTerm => {
    const { valueOf: _, ...ordering } = orderings[field];
    return { ...ordering, direction: direction === 'ASC' ? 'asc' : 'desc' };
  });
  return [...terms, { field: 'id', direction: 'asc' }];
}

export function toUserCursor(user: UserDocument, order: readonly UserOrder[]): Cursor {
  return [...order.map(({ field }) => orderings[field].valueOf(user)), user.id];
}

export function toUserConditions({ search, spelling, filter }: UserQuery): readonly Condition[] {
  const toCondition = spelling === 'similar' ? isSimilar : isBeginning;
  return [...searchConditions(toCondition, search), ...filterConditions(filter)];
}

/** A blank search asks for nothing in particular; one without a word in it, for what nobody has. */
function searchConditions(toCondition: (word: string) => Condition, search = ''): readonly Condition[] {
  if (search.trim() === '') return [];
  const words = new Set(toSearchWords(search).map(toPrefix));
  if (words.size === 0 || words.size > mostWords) return [nothing];
  return [...words].map(toCondition);
}

function isBeginning(word: string): Condition {
  return { prefix: { words: word } };
}

/** An index of the first shape has no such field, and finds nothing by it. */
function isSimilar(word: string): Condition {
  const forms = toSimilarForms(word);
  if (forms.length === 0) return isBeginning(word);
  return { bool: { should: [isBeginning(word), isOneOf('similar', forms)] } };
}

/** The server refuses prefixes of a thousand bytes. No word of an address or a name is nearly as long. */
function toPrefix(word: string): string {
  return [...word].slice(0, longestPrefix).join('');
}

function filterConditions(filter: UserFilter): readonly Condition[] {
  return [
    ...whenGiven(filter.status, (status) => isOneOf('status', status)),
    ...whenGiven(filter.role, (role) => isEqual('roles', role)),
    ...whenGiven(filter.emailVerified, (verified) => isEqual('emailVerified', verified)),
    ...whenGiven(filter.registered, (range) => isWithin('registeredAt', range)),
    ...whenGiven(filter.lastLogin, (range) => isWithin('lastLoginAt', range)),
  ];
}
