import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { newAddress, registered } from '../support/accounts.ts';
import { confirmEmailChange, requestEmailChange } from '../support/email-operations.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { folderMailbox, type Mailbox } from '../support/mailbox.ts';
import { me, register } from '../support/operations.ts';
import { claimFolder, type TemporaryFolder } from '../support/servers/temporary-folder.ts';
import { signIn, tryToSignIn } from '../support/signed-in.ts';
import { adminEmail, password, presets, type Stack, startStack } from '../support/stack.ts';

describe.each(presets())('a change of address: $name', (preset) => {
  let stack: Stack;
  let mails: TemporaryFolder;
  let mailbox: Mailbox;

  beforeAll(async () => {
    mails = claimFolder(undefined);
    mailbox = folderMailbox(mails.path);
    stack = await startStack(preset, { MAIL_DIR: mails.path });
  });

  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
    mails.remove();
  });

  test('gives a user the address that the token was mailed to, and frees the former one', async () => {
    const [one, other] = stack.urls();
    const [former, newEmail] = [newAddress('former'), newAddress('new')];
    await registered(createGraphQLClient(one), former);
    const user = await signIn(one, former);

    const asked = await user.at(one).get(requestEmailChange, { input: { newEmail, password } });
    expect(asked.requestEmailChange).toMatchObject({ __typename: 'RequestEmailChangeSuccess' });
    const token = await mailbox.tokenFor(newEmail, 'confirm-email');
    expect(await mailbox.to(former)).toMatchObject([{ to: former }]);
    const { confirmEmailChange: changed } = await createGraphQLClient(other).get(confirmEmailChange, {
      input: { token },
    });

    const { position: atLeast = '' } = changed;
    expect(changed.user).toMatchObject({ id: user.userId, email: newEmail, emailVerified: true });
    expect(await tryToSignIn(one, former)).toBeNull();
    expect(await signIn(one, newEmail)).toMatchObject({ userId: user.userId });
    expect((await user.at(one).get(me, { atLeast })).me).toMatchObject({ email: newEmail });
    expect((await registered(createGraphQLClient(one), former)).user.id).not.toBe(user.userId);
    const again = await createGraphQLClient(one).get(confirmEmailChange, { input: { token } });
    expect(again.confirmEmailChange.__typename).toBe('InvalidToken');
  });

  test('is refused for an address that is taken, and without the password', async () => {
    const [url] = stack.urls();
    const [own, taken] = [newAddress('own'), newAddress('taken')];
    for (const email of [own, taken]) await registered(createGraphQLClient(url), email);
    const client = (await signIn(url, own)).at(url);
    const ask = async (newEmail: string, presented = password) =>
      (await client.get(requestEmailChange, { input: { newEmail, password: presented } })).requestEmailChange
        .__typename;

    expect(await ask(taken)).toBe('EmailTaken');
    expect(await ask(own)).toBe('InvalidInput');
    expect(await ask(newAddress(), 'eight purple kettles sing')).toBe('InvalidCredentials');
  });
});

test('a change to an address that is taken is not told where nobody is told who has an account', async () => {
  const [preset] = presets();
  if (preset === undefined) throw new Error('There is a preset.');
  const mails = claimFolder(undefined);
  const stack = await startStack(preset, { MAIL_DIR: mails.path, EMAIL_VERIFICATION: 'required' });
  onTestFinished(async () => {
    await stack[Symbol.asyncDispose]();
    mails.remove();
  });
  const [url] = stack.urls();
  const taken = newAddress('taken');
  await createGraphQLClient(url).ask(register, { input: { email: taken, password } });
  const client = (await signIn(url, adminEmail)).at(url);

  const answers: string[] = [];
  for (const newEmail of [taken, newAddress('free')]) {
    const { requestEmailChange: answer } = await client.get(requestEmailChange, {
      input: { newEmail, password },
    });
    answers.push(answer.__typename);
  }

  expect(answers).toEqual(['RequestEmailChangeSuccess', 'RequestEmailChangeSuccess']);
  const texts = (await folderMailbox(mails.path).to(taken, 3)).map(({ text }) => text);
  expect(texts.filter((text) => text.includes('/confirm-email'))).toHaveLength(1);
});
