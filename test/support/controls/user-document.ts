import type { UserDocument } from '../../../src/ports/user-view.ts';
import { createRandom, type Random } from './random.ts';

/** A valid document, with what the test cares about in its place. */
export function userDocument(overrides: Partial<UserDocument> = {}): UserDocument {
  return {
    id: '0b7c7c1e-5a3e-4c52-9a43-1f0f6f1f6a01',
    email: 'zoe.muller@example.com',
    emailVerified: true,
    displayName: 'Zoë Müller',
    status: 'ACTIVE',
    roles: ['user'],
    registeredAt: Date.UTC(2026, 0, 1, 12),
    lastLoginAt: Date.UTC(2026, 0, 2, 8, 30),
    loginCount: 3,
    version: 4,
    ...overrides,
  };
}

const names = [
  ['Zoë Müller', 'zoe.muller'],
  ['Grażyna Żółć', 'grazyna_zolc'],
  ['Anne-Marie O’Neill', "anne-marie.o'neill"],
  ['JOSÉ García Ñandú', 'jose.garcia'],
  ['Анна Ёлкина', 'anna.elkina'],
  ['Дмитрий Йовович', 'дмитрий'],
  ['Γιώργος Παπαδόπουλος', 'giorgos'],
  ['محمد العربي', 'mohamed.alarabi'],
  ['王小明', 'wang.xiaoming'],
  ['田中 さくら', 'tanaka.sakura'],
  ['김민준', 'kim.minjun'],
  ['सीता शर्मा', 'sita.sharma'],
  ['דוד כהן', 'david.cohen'],
  // A letter beyond the basic plane, and one at its end: code points order them otherwise than UTF-16 does.
  ['𠮷田 健', '𠮷'],
  ['﨎 一郎', '﨎'],
  ['Ada', 'ada+news'],
  [null, 'nobody'],
] as const;

interface NameParts {
  readonly given: readonly string[];
  readonly family: readonly string[];
  /** A space if left out. */
  readonly between?: string;
}

const families: readonly NameParts[] = [
  {
    given: [
      'Łucja',
      'Øyvind',
      'Bjørn',
      'Þórunn',
      'Æsa',
      'Ștefan',
      'İpek',
      'Günther',
      'Françoise',
      'Đorđe',
      'Siân',
    ],
    family: [
      'Strauß',
      'Jørgensen',
      'Wałęsa',
      'Şimşek',
      'Ångström',
      'Hernández',
      'Čapek',
      'Guðmundsdóttir',
      'Phạm',
    ],
  },
  { given: ['Фёдор', 'Юлія', 'Ђорђе', 'Наталья'], family: ['Щербаков', 'Їжакевич', 'Љубичић'] },
  { given: ['Ελένη', 'Οδυσσέας', 'Ευάγγελος'], family: ['Αλεξάνδρου', 'Ξανθός'] },
  { given: ['فاطمة', 'أحمد', 'علی‌رضا'], family: ['الزهراء', 'رضایی'] },
  { given: ['שרה', 'יעקב'], family: ['לוי', 'מזרחי'] },
  { given: ['प्रिया', 'राजेश', 'ज्योति'], family: ['श्रीवास्तव', 'गुप्ता'] },
  { given: ['สมชาย', 'กัญญา'], family: ['ศรีสุวรรณ', 'จันทร์'] },
  { given: ['スズキ', 'たかはし'], family: ['ケンジ', 'ゆうこ'] },
  { given: ['歐陽', '李', '张'], family: ['娜', '伟明', '修'], between: '' },
  { given: ['이', '박', '남궁'], family: ['서연', '도윤', '지우', '관철'], between: '' },
  { given: ['𠀋', '𩸽'], family: ['一', '𡈽'], between: '' },
  { given: ['𐐔𐐯𐑆'], family: ['𐐒𐐨𐐿'] },
];

const firstHour = Date.UTC(2026, 0, 1);
const hour = 3_600_000;

/** Users with names in several scripts, and with ties in every ordering field; the same for the same seed. */
export function generateUserDocuments(count: number, seed = 1): readonly UserDocument[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => generateUser(random, index));
}

function generateUser(random: Random, index: number): UserDocument {
  const [displayName, local] = random.below(3) === 0 ? random.pick(names) : generateName(random);
  const loginCount = random.below(3) === 0 ? 0 : random.below(6) + 1;
  const registeredAt = firstHour + random.below(40) * hour;
  const user = userDocument({
    id: random.uuid(),
    email: `${local}${index}@${random.pick(['example.com', 'mail.example.org', 'xn--bcher-kva.example'])}`,
    emailVerified: random.below(2) === 0,
    displayName,
    status: random.pick(['ACTIVE', 'ACTIVE', 'DEACTIVATED']),
    roles: random.pick([[], ['user'], ['user', 'admin'], ['auditor', 'user']]),
    registeredAt,
    lastLoginAt: loginCount === 0 ? null : registeredAt + random.below(10) * hour,
    loginCount,
    version: loginCount + 1,
  });
  return random.below(12) === 0
    ? { ...user, email: null, displayName: null, emailVerified: false, status: 'ERASED', roles: [] }
    : user;
}

function generateName(random: Random): readonly [string, string] {
  const { given, family, between = ' ' } = random.pick(families);
  return [`${random.pick(given)}${between}${random.pick(family)}`, random.pick(['member', 'guest-', 'a.b.'])];
}
