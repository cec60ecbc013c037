import { describe, expect, test } from 'vitest';
import type { UserDocument } from '../../src/ports/user-view.ts';
import { everything, generatedUsers, type SearchedUsers } from './generated-users.ts';

const spellings = ['exact', 'similar'] as const;

/** Finding users by the words of their addresses and names. */
export function searchingWords(users: SearchedUsers): void {
  describe('searches by words', () => {
    const namesFound = async (search: string): Promise<readonly (string | null)[]> => {
      const { items } = await users.search({ ...everything, search });
      return [...new Set(items.map(({ item }) => item.displayName))].sort();
    };

    test.each([
      ['zoe', ['Zoë Müller']],
      ['ZOË', ['Zoë Müller']],
      ['mull', ['Zoë Müller']],
      ['müll', ['Zoë Müller']],
      ['muller zo', ['Zoë Müller']],
      ['zoe nandu', []],
      ['Żółć', ['Grażyna Żółć']],
      ['GRAŻ zolc', ['Grażyna Żółć']],
      ['neill anne', ['Anne-Marie O’Neill']],
      ['ёлк', ['Анна Ёлкина']],
      ['ДМИТРИЙ йов', ['Дмитрий Йовович']],
      ['παπαδοπ γιωργος', ['Γιώργος Παπαδόπουλος']],
      ['محمد', ['محمد العربي']],
      ['王小', ['王小明']],
      ['さくら', ['田中 さくら']],
      ['김민', ['김민준']],
      ['민준', ['김민준']],
      ['김ㅁ', ['김민준']],
      ['小明', ['王小明']],
      ['サクラ', ['田中 さくら']],
      ['ПАПАДОПОУЛ', []],
      ['ΠΑΠΑΔΟΠΟΥΛΟΣ', ['Γιώργος Παπαδόπουλος']],
      ['γιωργοσ', ['Γιώργος Παπαδόπουλος']],
      ['सीता', ['सीता शर्मा']],
      ['דוד', ['דוד כהן']],
      ['𠮷', ['𠮷田 健']],
      ['ulle', []],
      ['zoemuller', []],
    ])('finds by the beginnings of words: %s', async (search, names) => {
      expect(await namesFound(search)).toEqual(names);
    });

    test('finds by parts of the address', async () => {
      // The last one, as no other address begins with that one's number.
      const { email } = generatedUsers.findLast(
        ({ displayName }) => displayName === 'Zoë Müller',
      ) as UserDocument;
      for (const search of ['zoe.mull', 'example.com muller', 'com exam', email ?? '']) {
        await users.expectAsComputed({ ...everything, search });
      }
      expect((await users.search({ ...everything, search: email ?? '' })).totalCount).toBe(1);
    });

    test.each(spellings)(
      'finds everybody by a blank %s search, nobody by one without a word',
      async (spelling) => {
        for (const search of ['', '  ', '\t\n']) {
          expect((await users.search({ ...everything, search, spelling })).totalCount).toBe(
            generatedUsers.length,
          );
        }
        for (const search of ['???', '*', '"', '💥', '- -', '%', '_', '\\', "'", '()']) {
          expect((await users.search({ ...everything, search, spelling })).totalCount, search).toBe(0);
        }
      },
    );

    test.each([
      '"*',
      'zoe*',
      '"zoe',
      'zoe:',
      'email:zoe',
      '\\',
      'zo\\%',
      'z%',
      'z_e',
      '%_',
      "'; DROP TABLE view_users; --",
      "zoe' OR '1'='1",
      'zoe AND muller',
      'zoe OR nandu',
      'NOT zoe',
      'NEAR(zoe muller)',
      'zoe & muller',
      'zoe | !muller',
      'muller:*',
      '<zoe>',
      '/zo.*/',
      '{"match_all":{}}',
      '(',
      '^zoe~2',
      'zoe\u0000',
      '\ud800zoe',
      `${'zoe '.repeat(50)}`,
    ])('reads %j as words and nothing more', async (search) => {
      for (const spelling of spellings) await users.expectAsComputed({ ...everything, search, spelling });
    });

    test.each([
      ['a word of many bytes', 'z'.repeat(5_000)],
      ['a word of many characters of four bytes', '𠮷'.repeat(5_000)],
      ['the same word many times', 'zoe '.repeat(5_000)],
      ['many words', Array.from({ length: 5_000 }, (_, index) => `word${index}`).join(' ')],
      [
        'many beginnings of one word',
        Array.from('exampleexample', (_, i) => 'example'.slice(0, i + 1)).join(' '),
      ],
      ['many similar words', Array.from({ length: 2_000 }, (_, i) => `mul${i.toString(36)}er`).join(' ')],
    ])('bears %s', async (_, search) => {
      for (const spelling of spellings) await users.expectAsComputed({ ...everything, search, spelling });
    });
  });
}
