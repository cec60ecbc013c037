import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toSearchWords } from '../../src/ports/search-words.ts';
import type { UserDocument } from '../../src/ports/user-view.ts';
import { everything, generatedUsers, type SearchedUsers } from './generated-users.ts';

const named = generatedUsers.filter(({ email }) => email !== null);
const anyUser = fc.constantFrom(...named);
const anyPlace = fc.nat({ max: 1_000 });

type Mistake = (word: readonly string[], at: number, letter: string) => readonly string[];

const mistakes: readonly (readonly [string, Mistake])[] = [
  ['wrong', (word, at, letter) => word.with(at, letter)],
  ['missing', (word, at) => word.toSpliced(at, 1)],
  ['added', (word, at, letter) => word.toSpliced(at, 0, letter)],
  ['moved', (word, at) => word.toSpliced(at, 2, ...word.slice(at, at + 2).reverse())],
];

/** Finding users while their names are typed, with and without mistakes. */
export function typingSearches(users: SearchedUsers): void {
  describe('searches as people type', () => {
    const findsAmongOthers = async (user: UserDocument, search: string, spelling: 'exact' | 'similar') => {
      // The address tells users of one name apart.
      const query = { ...everything, search: `${user.email} ${search}`, spelling };
      const { items } = await users.expectAsComputed(query);
      expect(items.map(({ item }) => item, search)).toContainEqual(user);
    };

    test('finds a user by every beginning of every word', async () => {
      const holds = fc.asyncProperty(anyUser, anyPlace, anyPlace, async (user, which, cut) => {
        const words = (user.displayName ?? user.email ?? '').split(' ');
        const letters = [...(words[which % words.length] ?? '')];
        await findsAmongOthers(user, letters.slice(0, 1 + (cut % letters.length)).join(''), 'exact');
      });
      await fc.assert(holds, { numRuns: 120 });
    });

    test('finds everybody of a name by its beginnings', async () => {
      for (const name of ['Zoë Müller', 'Παπαδόπουλος', '남궁서연', 'ศรีสุวรรณ', 'श्रीवास्तव', '𐐔𐐯𐑆', 'رضایی']) {
        const letters = [...name];
        for (let count = 1; count <= letters.length; count += 1) {
          await users.expectAsComputed({ ...everything, search: letters.slice(0, count).join('') });
        }
      }
    });

    test('finds a user by parts of the address', async () => {
      const holds = fc.asyncProperty(anyUser, fc.infiniteStream(fc.boolean()), async (user, choices) => {
        const parts = toSearchWords(user.email ?? '').filter(() => choices.next().value === true);
        await findsAmongOthers(user, parts.toReversed().join('.'), 'exact');
      });
      await fc.assert(holds, { numRuns: 40 });
    });

    test.each(mistakes)('finds a user by a name with a letter that is %s', async (_, mistake) => {
      const letter = fc.constantFrom(...'aqzяωم王ก민');
      const holds = fc.asyncProperty(anyUser, anyPlace, letter, async (user, place, other) => {
        const words = toSearchWords(user.displayName ?? user.email ?? '');
        const word = [...(words.find((each) => [...each].length >= 4) ?? '')];
        fc.pre(word.length >= 4 && word.length < 24);
        const typed = mistake(word, place % word.length, other).join('');
        // Unless what came about is composed of other letters.
        fc.pre(toSearchWords(typed).join(' ') === typed);
        await findsAmongOthers(user, typed, 'similar');
      });
      await fc.assert(holds, { numRuns: 40 });
    });

    test.each([
      ['mulelr', 'Zoë Müller'],
      ['Mueller zoe', 'Zoë Müller'],
      ['müler', 'Zoë Müller'],
      ['graxyna zolc', 'Grażyna Żółć'],
      ['παπαδοπυολος', 'Γιώργος Παπαδόπουλος'],
      ['김민쥰', '김민준'],
      ['민춘', '김민준'],
      ['dmitrij yohovich', null],
    ])('finds in spite of mistakes: %s', async (search, name) => {
      const { items } = await users.expectAsComputed({ ...everything, search, spelling: 'similar' });
      expect(new Set(items.map(({ item }) => item.displayName))).toEqual(
        new Set(name === null ? [] : [name]),
      );
      await users.expectAsComputed({ ...everything, search, spelling: 'exact' });
    });

    test('a similar spelling finds those of the exact one too', async () => {
      for (const search of ['zoe', 'muller', 'marie', 'ελενη', 'example']) {
        const { totalCount: exact } = await users.expectAsComputed({ ...everything, search });
        const similar = await users.expectAsComputed({ ...everything, search, spelling: 'similar' });
        expect(similar.totalCount).toBeGreaterThanOrEqual(exact);
      }
    });
  });
}
