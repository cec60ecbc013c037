import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loggedIn, newAddress } from '../support/accounts.ts';
import { createGraphQLClient, createSignedInClient, type GraphQLClient } from '../support/graphql-client.ts';
import { register, users } from '../support/operations.ts';
import { password, presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const everyPreset = presets();

const names = [
  'Zoë Müller',
  'Grażyna Żółć',
  'Anne-Marie O’Neill',
  'Дмитрий Йовович',
  'Γιώργος Παπαδόπουλος',
  'محمد العربي',
  'דוד כהן',
  'सीता शर्मा',
  'สมชาย ศรีสุวรรณ',
  '王小明',
  '田中 さくら',
  '김민준',
  '𠮷田 健',
];

describe.each(everyPreset)('with $name', (preset) => {
  let stack: Stack;
  let administrator: GraphQLClient;
  /** Where everybody is registered. */
  let position: string;

  beforeAll(async () => {
    stack = await startStack(preset);
    const anybody = createGraphQLClient(stack.urls()[0]);
    const { tokens } = await waitFor(() => loggedIn(anybody));
    administrator = createSignedInClient(stack.urls()[1], tokens.accessToken);
    for (const displayName of names) {
      const input = { email: newAddress('person'), password, displayName };
      const { register: result } = await anybody.get(register, { input });
      if (result.__typename !== 'RegisterSuccess') throw new Error(`It is refused: ${result.message}`);
      position = result.position;
      await administrator.get(users, { atLeast: position });
    }
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  async function found(search: string): Promise<readonly (string | null)[]> {
    const { users: page } = await administrator.get(users, { search, atLeast: position });
    expect(page.totalCount, search).toBe(page.edges.length);
    return page.edges.map(({ node }) => node.displayName);
  }

  test('an administrator finds everybody by any beginning of a name', async () => {
    for (const name of names) {
      const letters = [...name];
      for (let count = 2; count <= letters.length; count += 2) {
        expect(await found(letters.slice(0, count).join(''))).toContain(name);
      }
    }
  });

  test.each([
    ['MULLER', ['Zoë Müller']],
    ['zolc', ['Grażyna Żółć']],
    ['oneill', ['Anne-Marie O’Neill']],
    ['neill anne', ['Anne-Marie O’Neill']],
    ['παπαδοπουλοσ', ['Γιώργος Παπαδόπουλος']],
    ['小明', ['王小明']],
    ['サクラ', ['田中 さくら']],
    ['민준', ['김민준']],
    ['김ㅁ', ['김민준']],
    ['mulelr', ['Zoë Müller']],
    ['Mueller zoe', ['Zoë Müller']],
    ['grazina', ['Grażyna Żółć']],
    ['Дмитрй', ['Дмитрий Йовович']],
    ['김민쥰', ['김민준']],
    ['xyzzy', []],
    ['" OR 1=1 --', []],
  ])('a search for %s finds', async (search, expected) => {
    expect(await found(search)).toEqual(expected);
  });

  test('a name that is spelled right is found without those that are similar', async () => {
    const anybody = createGraphQLClient(stack.urls()[0]);
    const input = { email: newAddress('another'), password, displayName: 'Zoe Mulder' };
    const { register: result } = await anybody.get(register, { input });
    if (result.__typename !== 'RegisterSuccess') throw new Error(`It is refused: ${result.message}`);
    position = result.position;
    expect(await found('mulder')).toEqual(['Zoe Mulder']);
    expect(await found('muller')).toEqual(['Zoë Müller']);
    expect(await found('muler')).toEqual(['Zoë Müller', 'Zoe Mulder']);
  });

  test('pages of what is found in spite of a mistake go on where the last one ended', async () => {
    const search = 'persn';
    const { users: all } = await administrator.get(users, { search, first: 100 });
    expect(all.totalCount).toBe(names.length);
    const pageAfter = async (after: string | null) =>
      (await administrator.get(users, { search, first: 5, after })).users;
    const ids: string[] = [];
    for (let page = await pageAfter(null); ; page = await pageAfter(page.pageInfo.endCursor)) {
      ids.push(...page.edges.map(({ node }) => node.id));
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(ids).toEqual(all.edges.map(({ node }) => node.id));
  });
});
