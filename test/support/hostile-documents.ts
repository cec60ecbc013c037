export const repeat = (count: number, part: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join(' ');

/** A chain of fragments on a type, each of which uses the next one twice. */
const doubling = (type: string, last: string) =>
  `${repeat(180, (i) => `fragment F${i} on ${type} { ...F${i + 1} ...F${i + 1} }`)} fragment F180 on ${type} { ${last} }`;

const guess = (name: string) =>
  `${name}: login(input: { email: "a@example.com", password: "x" }) { __typename }`;

export const nested = (count: number, [open, close]: readonly [string, string], inner: string) =>
  open.repeat(count) + inner + close.repeat(count);

export const loginsOfLogins = ['logins { edges { node { user { ', '} } } }'] as const;

/** What documents ask for too much of, the documents, and the limits that they exceed. */
export const documentsBeyond: readonly (readonly [string, string, string])[] = [
  ['deep fields', `{ me { ${nested(4, loginsOfLogins, 'id')} } }`, 'depth'],
  [
    'deep fields in fragments',
    `{ me { ...A } } fragment A on User { ${nested(2, loginsOfLogins, '...B')} } fragment B on User { ... { ${nested(2, loginsOfLogins, '...C')} } } fragment C on User { id }`,
    'depth',
  ],
  ['a deep field that is __typename', `{ me { ${nested(3, loginsOfLogins, '__typename')} } }`, 'depth'],
  ['aliases', `{ ${repeat(16, (i) => `a${i}: me { id }`)} }`, 'aliases'],
  ['aliases of __typename', `{ ${repeat(16, (i) => `a${i}: __typename`)} }`, 'aliases'],
  ['aliases below aliases', `{ a: me { ${repeat(15, (i) => `a${i}: id`)} } }`, 'aliases'],
  ['aliases in inline fragments', `{ ${repeat(16, (i) => `... { ... { a${i}: me { id } } }`)} }`, 'aliases'],
  [
    'aliases in fragments that are used again',
    `{ ${repeat(8, () => '...F')} } fragment F on Query { a: __typename b: __typename }`,
    'aliases',
  ],
  ['aliases in several operations', repeat(16, (i) => `query Q${i} { a: __typename }`), 'aliases'],
  [
    'aliases in a fragment that nobody uses',
    `{ __typename } fragment F on Query { ${repeat(16, (i) => `a${i}: __typename`)} }`,
    'aliases',
  ],
  [
    'fragments used again below a list of nothing',
    `{ nodes(ids: []) { ${repeat(850, () => '...F')} } } fragment F on Node { ${repeat(30, () => '...G')} } fragment G on Node { ${repeat(150, () => 'id')} }`,
    'cost',
  ],
  ['a thousand logins', `mutation { ${repeat(1_000, (i) => guess(`a${i}`))} }`, 'tokens'],
  ['sixteen logins', `mutation { ${repeat(16, (i) => guess(`a${i}`))} }`, 'aliases'],
  ['eleven logins', `mutation { ${repeat(11, (i) => guess(`a${i}`))} }`, 'mutations'],
  [
    'eleven logins in fragments',
    `mutation { ${guess('a')} ...F ... on Mutation { ${repeat(5, (i) => guess(`b${i}`))} } } fragment F on Mutation { ${repeat(5, (i) => guess(`c${i}`))} }`,
    'mutations',
  ],
  ['the same login again and again', `mutation { ${repeat(11, () => guess('a'))} }`, 'mutations'],
  ['directives', `{ ${repeat(21, () => '__typename @include(if: true)')} }`, 'directives'],
  ['directives at one place', `{ __typename ${repeat(21, () => '@skip(if: false)')} }`, 'directives'],
  [
    'directives on fragments, used again',
    `query ($a: Boolean = true @x) { ${repeat(7, () => '...F @include(if: $a)')} } fragment F on Query @y { ... @include(if: true) { __typename @skip(if: false) } }`,
    'directives',
  ],
  ['tokens', `{ ${repeat(2_000, () => '__typename')} }`, 'tokens'],
  ['deep values', `{ node(id: ${'['.repeat(50_000)}) { id } }`, 'tokens'],
  ['deep selections', `{ ${nested(20_000, ['me{', '}'], 'id')} }`, 'tokens'],
  ['many operations', repeat(800, (i) => `query Q${i} { __typename }`), 'tokens'],
  [
    'much in each of many operations',
    repeat(20, (i) => `query Q${i} { users(first: 100) { edges { node { id email } } } }`),
    'cost',
  ],
  [
    'lists within lists',
    '{ logins(first: 100) { edges { node { user { logins(first: 100) { totalCount } } } } } }',
    'cost',
  ],
  ['a long page of much', `{ events(last: 100) { edges { node { ${repeat(60, () => 'id')} } } } }`, 'cost'],
  ['many ids', `{ nodes(ids: [${repeat(600, () => '"a"')}]) { id } }`, 'cost'],
  [
    'reading lists from the store again and again',
    `{ me { ${repeat(180, () => '... { sessions { id } }')} } }`,
    'cost',
  ],
  ['fragments that double', `{ me { ...F0 } } ${doubling('User', 'id')}`, 'cost'],
  [
    'fragments of the schema that double',
    `{ __schema { types { ...F0 } } } ${doubling('__Type', 'name')}`,
    'cost',
  ],
  ['fragments that double and that nobody uses', `{ __typename } ${doubling('User', 'id')}`, 'cost'],
  [
    'the schema many times',
    `{ ${repeat(14, (i) => `a${i}: __schema { ...S }`)} } fragment S on __Schema { types { fields { args { type { fields { name } } } } } }`,
    'cost',
  ],
  ['the same field again and again', `{ me { ${repeat(101, () => 'id')} } }`, 'repetitions'],
  ['the same field in inline fragments', `{ ${repeat(101, () => '... { me { id } }')} }`, 'repetitions'],
  [
    'the same field by ever more ways',
    `mutation { refresh { ... on RefreshSuccess { ${'session { id id } '.repeat(60)} } } }`,
    'repetitions',
  ],
];
