import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCommandHistory } from '../../../src/application/command-history.ts';
import { makeHashNewPassword } from '../../../src/application/commands/hash-new-password.ts';
import { makeRegisterUser } from '../../../src/application/commands/register-user.ts';
import { makeHandleCommand } from '../../../src/application/handle-command.ts';
import { makeLoadUser } from '../../../src/application/load-user.ts';
import { DomainError } from '../../../src/domain/domain-error.ts';
import { composeIssuer } from '../../../src/roles/compose-email.ts';
import { parseConfig } from '../../../src/roles/config.ts';
import { newCommand } from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';
import { counted } from '../../support/log-in-with.ts';

const password = 'trombone violet hammock';

let embedded: Embedded;
let number = 0;

beforeAll(async () => {
  embedded = await openEmbedded();
});

afterAll(() => embedded.close());

function newEmail(): string {
  number += 1;
  return `ada.lovelace${number}@wonderland.example`;
}

function refusalOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof DomainError ? error.refusal : error),
  );
}

/** Registers with a password; answers with the refusal, and what was asked of the hasher. */
async function registered(chosen: string, displayName: string | null = null) {
  const { passwords, stores, secrets } = embedded;
  const { messageStore: store, feeds } = stores;
  const { hasher, asked } = counted(passwords.hasher);
  const clock = Date.now;
  const loadUser = makeLoadUser({ store, userKeys: secrets.userKeys });
  const history = makeCommandHistory({ store, feeds, loadUser });
  const registerUser = makeRegisterUser({
    partitions: 16,
    handleCommand: makeHandleCommand({ store, loadUser, history, userKeys: secrets.userKeys, clock }),
    hashNewPassword: makeHashNewPassword({ hasher, estimate: passwords.estimate }),
    claimKeyOf: secrets.claimKey,
    issuer: composeIssuer(parseConfig({}), secrets),
    // No address is taken.
    settleClaim: async () => null,
    asksForProof: false,
    clock,
  });
  const email = newEmail();
  const refusal = await refusalOf(registerUser({ email, password: chosen, displayName }, newCommand()));
  return { refusal, asked, email };
}

describe('a new password', () => {
  it.each([
    ['of 14 characters', 'bQ7!xv92@kLp0z', /14 characters; it needs at least 15/],
    ["that is the product's name", 'gatehousegatehouse', /name of this product/],
    ["that is the address's own name", 'ada.lovelace-2026', /name of this product or of your address/],
    ["that is the address's domain", 'wonderland.example', /name of this product or of your address/],
    ['that is common', 'passwordpassword', /./],
    ['that is a sequence', 'abcdefghijklmnop', /easy to guess/],
    ['that is a pattern on the keyboard', 'qwertyuiopasdfgh', /commonly used/],
  ])('%s is refused with the reason, and not hashed', async (_, weak, reason) => {
    const { refusal, asked } = await registered(weak);
    expect(refusal).toEqual({
      code: 'WEAK_PASSWORD',
      reason: expect.stringMatching(reason),
      suggestions: expect.arrayContaining([expect.stringMatching(/./)]),
    });
    expect(asked).toEqual([]);
  });

  it('of 1,025 bytes is refused before it is judged or hashed', async () => {
    const { refusal, asked } = await registered(`${'é'.repeat(512)}x`);
    expect(refusal).toEqual({
      code: 'INVALID_INPUT',
      issues: [{ path: ['password'], message: 'A password has at most 1024 bytes.' }],
    });
    expect(asked).toEqual([]);
  });

  it.each([
    ['small letters and spaces alone', password],
    ['digits alone', '837465019283746'],
    ['signs alone', '}#¿~)%&|^*+-=<('],
    ['128 code points of four bytes', '🎺🪻🛏🧵'.repeat(32)],
    ['1,024 bytes', 'trombone violet hammock '.repeat(43).slice(0, 1_024)],
    ['NUL and control characters', 'trom\u0000bone vio\u0007let ham\u001bmock'],
  ])('may be made of %s, is hashed once, and proves who it is', async (_, chosen) => {
    const { refusal, asked, email } = await registered(chosen);
    expect({ refusal, asked }).toEqual({ refusal: 'accepted', asked: ['hash'] });
    await expect(embedded.app.logIn({ email, password: chosen }, newCommand())).resolves.toMatchObject({
      user: { email, loginCount: 1 },
    });
  });

  it.each([
    ['the 73rd byte', 'trombone violet hammock '.repeat(4), 72],
    ['the last of 1,024 bytes', 'trombone violet hammock '.repeat(43).slice(0, 1_024), 1_023],
    ['the first', password, 0],
  ])('is verified exactly: changed in %s it is refused', async (_, chosen, index) => {
    const { email, refusal } = await registered(chosen);
    expect(refusal).toBe('accepted');
    const changed = `${chosen.slice(0, index)}~${chosen.slice(index + 1)}`;
    expect(await refusalOf(embedded.app.logIn({ email, password: changed }, newCommand()))).toEqual({
      code: 'INVALID_CREDENTIALS',
    });
  });

  it.each([
    ['in capitals', password.toUpperCase()],
    ['with a space behind', `${password} `],
    ['cut off', password.slice(0, -1)],
    ['in full-width letters', 'ｔｒｏｍｂｏｎｅ violet hammock'],
  ])('is verified exactly: %s it is refused', async (_, other) => {
    const { email, refusal } = await registered(password);
    expect(refusal).toBe('accepted');
    expect(await refusalOf(embedded.app.logIn({ email, password: other }, newCommand()))).toEqual({
      code: 'INVALID_CREDENTIALS',
    });
  });
});
