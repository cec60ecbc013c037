import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toIndexWords, toSearchWords, toSimilarForms } from '../../../src/ports/search-words.ts';

describe('the words of a text', () => {
  test.each([
    ['İSTANBUL ıspartalı ISPARTALI', 'istanbul ispartali ispartali'],
    ['ΓΙΏΡΓΟΣ Γιώργος γιωργοσ', 'γιωργοσ γιωργοσ γιωργοσ'],
    ['STRAẞE Straße STRASSE', 'strasse strasse strasse'],
    ['Nguyễn Văn Đặng', 'nguyen van dang'],
    ['Łęcka Øster Æbelø Œuvre Þór Əliyev Ɗan', 'lecka oster aebelo oeuvre thor aliyev dan'],
    ['Ёлкина ЙОВОВИЧ', 'елкина иовович'],
    ['ﬁ Ⅳ ﬀ ĳ ²', 'fi iv ff ij 2'],
    ['Ｆｕｌｌ　ｗｉｄｔｈ', 'full width'],
    ['Gal·la Paraŀlel', 'galla parallel'],
    ["O’Neill O'Neill OʼNeill Oʻahu", 'o neill o neill o neill o ahu'],
    ['Zoë.Müller+news@example.com', 'zoe muller news example com'],
    ['ﻣﺤﻤﺪ مُحَمَّد محـــمد', 'محمد محمد محمد'],
    ['أحمد إحمد آحمد ٱحمد', 'احمد احمد احمد احمد'],
    ['کریم كريم', 'كريم كريم'],
    ['علی‌رضا', 'عليرضا'],
    ['שָׁלוֹם שלום', 'שלום שלום'],
    ['सीता शर्मा', 'सीता शरमा'],
    ['กิน กัน น้ำ', 'กิน กัน นํา'],
    ['ｻｸﾗ サクラ さくら ガギ がぎ', 'さくら さくら さくら かき かき'],
    ['葛󠄀城 葛城', '葛城 葛城'],
    ['\ud800zoe\u0000 💥 👩‍💻', 'zoe'],
    ['', ''],
  ])('%s', (text, words) => {
    expect(toSearchWords(text).join(' ')).toBe(words);
  });

  test('keeps different vowels of Thai and of the scripts of India apart', () => {
    expect(toSearchWords('กิน')).not.toEqual(toSearchWords('กัน'));
    expect(toSearchWords('सीता')).not.toEqual(toSearchWords('सूता'));
  });

  test('are the same when they are taken for a text again', () => {
    const holds = fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const word of toSearchWords(text)) expect(toSearchWords(word)).toEqual([word]);
    });
    fc.assert(holds, { numRuns: 1_000 });
  });

  test('are the same, however a text is composed and in either case', () => {
    const text = 'Zoë Müller ΓΙΏΡΓΟΣ Ёлкина Nguyễn ガギ 김민준 सीता İstanbul Straße';
    for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) {
      expect(toSearchWords(text.normalize(form))).toEqual(toSearchWords(text));
      expect(toSearchWords(text.normalize(form).toUpperCase())).toEqual(toSearchWords(text));
    }
  });

  test.each([
    'Müller',
    'Żółć',
    'Παπαδόπουλος',
    'ΠΑΠΑΣΤΑΘΟΠΟΥΛΟΣ',
    'Йовович',
    'محمّد',
    'שלום',
    'श्रीवास्तव',
    'สมชาย',
    '김민준',
    '과일',
    'さくら',
    '王小明',
    '𠮷田',
    'Nguyễn',
    'İstanbul',
    'ကျော်ဇော',
    'ភាសា',
  ])('begin with those of every beginning: %s', (text) => {
    const [whole = ''] = toSearchWords(text);
    const letters = [...text];
    for (let count = 1; count <= letters.length; count += 1) {
      const [beginning] = toSearchWords(letters.slice(0, count).join(''));
      expect(whole.startsWith(beginning ?? 'nothing'), letters.slice(0, count).join('')).toBe(true);
    }
  });

  test.each([
    ['나라', 'ㄴ 나 날 나라'],
    ['김민준', 'ㄱ 기 김 김ㅁ 김미 김민 김민ㅈ 김민주 김민준'],
    ['과일', 'ㄱ 고 과 광 과이 과일'],
    ['값이', '가 갑 값 값ㅇ 값이'],
    ['읽어', '이 일 읽 읽ㅇ 읽어'],
  ])('begin with what stands there while Korean is typed: %s', (text, steps) => {
    const [whole = ''] = toSearchWords(text);
    for (const step of steps.split(' ')) {
      expect(whole.startsWith(toSearchWords(step)[0] ?? 'nothing'), step).toBe(true);
    }
  });
});

describe('the words under which a text is found', () => {
  const isFoundBy = (text: string, search: string): boolean =>
    toSearchWords(search).every((word) => toIndexWords(text).some((found) => found.startsWith(word)));

  test.each([
    ['김민준', ['김', '김민', '민준', '민ㅈ', '준', 'ㅁ'], ['ㅣ민', '주민', '인준']],
    ['王小明', ['王', '王小', '小明', '明'], ['明小']],
    ['山田太郎', ['太郎', '田'], ['太田']],
    ['サクラ', ['くら', 'ｸﾗ'], ['くさ']],
    ['卡尔·马克思', ['马克思', '卡尔', '卡尔马克思'], ['马思']],
    ['Zoë Müller', ['zo', 'muller'], ['uller', 'zoemuller']],
  ])('%s', (text, found, others) => {
    for (const search of found) expect(isFoundBy(text, search), search).toBe(true);
    for (const search of others) expect(isFoundBy(text, search), search).toBe(false);
  });

  test('are each there once', () => {
    expect(toIndexWords('王王 王 zoe@zoe.example')).toEqual(['王王', '王', 'zoe', 'example']);
  });

  test('stay small, whatever somebody calls themselves', () => {
    const hundred = fc.array(
      fc.oneof(
        fc.integer({ min: 0x3300, max: 0x33ff }),
        fc.integer({ min: 0x20000, max: 0x2a6df }),
        fc.integer({ min: 0xac00, max: 0xd7a3 }),
        fc.integer({ min: 0xfb50, max: 0xfdff }),
        fc.integer({ min: 0x61, max: 0x7a }),
      ),
      { minLength: 100, maxLength: 100 },
    );
    const holds = fc.property(hundred, (points) => {
      const words = toIndexWords(String.fromCodePoint(...points));
      expect(Buffer.byteLength(words.join(' '))).toBeLessThan(5_000);
      expect(Buffer.byteLength([...new Set(words.flatMap(toSimilarForms))].join(' '))).toBeLessThan(40_000);
      for (const word of words) expect([...word].length).toBeLessThanOrEqual(128);
    });
    fc.assert(holds, { numRuns: 200 });
  });
});

describe('the forms of a word', () => {
  const letters = fc.array(fc.constantFrom(...'abcdeaeσи王𠮷미ᄂ'), { minLength: 4, maxLength: 23 });
  const place = fc.nat({ max: 22 });
  const isSimilar = (one: readonly string[], other: readonly string[]): boolean => {
    const forms = new Set(toSimilarForms(one.join('')));
    return toSimilarForms(other.join('')).some((form) => forms.has(form));
  };

  test.each<[string, (word: readonly string[], at: number) => readonly string[]]>([
    ['a wrong letter', (word, at) => word.with(at, 'z')],
    ['a missing letter', (word, at) => word.toSpliced(at, 1)],
    ['an added letter', (word, at) => word.toSpliced(at, 0, 'z')],
    [
      'two letters the wrong way round',
      (word, at) =>
        word.toSpliced(
          Math.max(at - 1, 0),
          2,
          ...word.slice(Math.max(at - 1, 0), Math.max(at - 1, 0) + 2).reverse(),
        ),
    ],
  ])('are shared in spite of %s', (_, mistake) => {
    const holds = fc.property(letters, place, (word, at) => {
      expect(isSimilar(word, mistake(word, at % word.length))).toBe(true);
    });
    fc.assert(holds, { numRuns: 300 });
  });

  test('are not shared after two wrong letters in different places', () => {
    const holds = fc.property(letters, place, place, (word, one, other) => {
      const [first, second] = [one % word.length, other % word.length];
      fc.pre(first !== second);
      expect(isSimilar(word, word.with(first, 'y').with(second, 'z'))).toBe(false);
    });
    fc.assert(holds, { numRuns: 300 });
  });

  test('are the word alone at three letters, and none for words that are shorter, or longer than 24', () => {
    expect(toSimilarForms('bob')).toEqual(['bob']);
    expect(toSimilarForms('bo')).toEqual([]);
    expect(toSimilarForms('a'.repeat(25))).toEqual([]);
    expect(toSimilarForms('a'.repeat(24))).toEqual(['a'.repeat(24), 'a'.repeat(23)]);
    expect(toSimilarForms('𠮷田健一')).toEqual(['𠮷田健一', '田健一', '𠮷健一', '𠮷田一', '𠮷田健']);
  });
});
