import { describe, expect, it } from 'vitest';
import { newCommand, someCredentials, someRegistration } from '../../support/controls/requests.ts';
import { openWithTokens } from '../../support/mailed-tokens.ts';

const { email, password } = someCredentials;
const victim = 'victim@example.com';
const ofAttacker = { email: victim, password: 'eight yellow saucepans hum', displayName: null };
const ofVictim = { email: victim, password: 'ten orange saucepans rest', displayName: null };

describe('verifying an address', () => {
  it('takes the token that was asked for, once', async () => {
    const { app, viewer, mailed, typesOf } = await openWithTokens();
    expect(await app.requestEmailVerification(viewer, newCommand())).toEqual({
      expiresAt: expect.any(Number),
    });
    const token = await mailed('verify-email');
    expect((await app.verifyEmail(token, newCommand())).user).toMatchObject({ email, emailVerified: true });
    await expect(app.verifyEmail(token, newCommand())).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
    await expect(app.requestEmailVerification(viewer, newCommand())).rejects.toMatchObject({
      code: 'ALREADY_IN_STATE',
    });
    expect(await typesOf()).toEqual(['UserRegistered', 'EmailVerificationRequested', 'EmailVerified']);
  });

  it('succeeds once of 50 uses at once, at two gateways', async () => {
    const { app, gateway, viewer, mailed, typesOf } = await openWithTokens();
    await app.requestEmailVerification(viewer, newCommand());
    const token = await mailed('verify-email');
    const gateways = [app, gateway().app];
    const uses = Array.from({ length: 50 }, (_, index) =>
      gateways[index % 2]?.verifyEmail(token, newCommand()),
    );
    const ends = await Promise.allSettled(uses);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await typesOf()).filter((type) => type === 'EmailVerified')).toHaveLength(1);
  });

  it('can be asked for no more often than the limit of mails lets', async () => {
    const { app, viewer } = await openWithTokens({ LIMIT_MAILS_PER_ADDRESS: '1/1h' });
    await app.requestEmailVerification(viewer, newCommand());
    await expect(app.requestEmailVerification(viewer, newCommand())).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
    });
    // Mails of another kind are counted apart.
    await app.requestPasswordReset(email, newCommand());
  });

  it('is nothing for who is not signed in', async () => {
    const { app } = await openWithTokens();
    await expect(app.requestEmailVerification(null, newCommand())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});

describe('registering where a mail asks for proof', () => {
  it('records the token with the registration, and lets people in before', async () => {
    const { app, mailed, typesOf } = await openWithTokens({ EMAIL_VERIFICATION: 'registered' });
    const { user } = await app.registerUser(ofVictim, newCommand());
    expect(await typesOf(user.id)).toEqual(['UserRegistered', 'EmailVerificationRequested']);
    await app.logIn(ofVictim, newCommand());
    const { user: verified } = await app.verifyEmail(await mailed('verify-email', user.id), newCommand());
    expect(verified.emailVerified).toBe(true);
    await expect(app.signUp(ofAttacker, newCommand())).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
  });

  it('is not asked of the first administrator, whose address the settings answer for', async () => {
    const { ensureAdministrator, loginWith, typesOf, ownerOf } = await openWithTokens({
      EMAIL_VERIFICATION: 'required',
    });
    expect(await ensureAdministrator(ofVictim, newCommand())).toBe('made');
    expect(await typesOf(await ownerOf(victim))).toEqual(['UserRegistered', 'EmailVerified']);
    expect(await loginWith(ofVictim.password, victim)).toBe('signed in');
  });
});

describe('registering where addresses have to be proved', () => {
  const open = (settings = {}) => openWithTokens({ EMAIL_VERIFICATION: 'required', ...settings });

  it('answers the same whether the address is taken or not', async () => {
    const { app } = await open();
    const sent = { sent: { expiresAt: expect.any(Number) } };
    expect(await app.signUp(ofVictim, newCommand())).toEqual(sent);
    expect(await app.signUp(ofAttacker, newCommand())).toEqual(sent);
    expect(await app.signUp(someRegistration, newCommand())).toEqual(sent);
  });

  it('refuses what it would refuse anybody, whether the address is taken or not', async () => {
    const { app } = await open();
    for (const address of [email, 'nobody@example.com']) {
      const weak = { ...ofVictim, email: address, password: 'short' };
      await expect(app.signUp(weak, newCommand())).rejects.toMatchObject({ code: 'WEAK_PASSWORD' });
    }
  });

  it('lets in who proved the address, and before that tells as much as of a wrong password', async () => {
    const { app, loginWith, ownerOf, mailed, logOf, stores } = await open();
    await app.signUp(ofVictim, newCommand());
    expect(await loginWith(ofVictim.password, victim)).toBe('INVALID_CREDENTIALS');
    const userId = await ownerOf(victim);
    expect((await logOf(userId)).at(-1)).toMatchObject({
      type: 'LoginFailed',
      data: { reason: 'EMAIL_NOT_VERIFIED' },
    });
    expect(await stores.sessions.list(userId, Date.now())).toEqual([]);
    await app.verifyEmail(await mailed('verify-email', userId), newCommand());
    expect(await loginWith(ofVictim.password, victim)).toBe('signed in');
  });

  it('records for the owner that it was tried again, as often as there may be mails', async () => {
    const { app, typesOf } = await open({ LIMIT_MAILS_PER_ADDRESS: '2/1h' });
    for (let time = 0; time < 5; time += 1) {
      expect(await app.signUp({ ...ofAttacker, email }, newCommand())).toMatchObject({ sent: {} });
    }
    expect((await typesOf()).slice(2)).toEqual(['RegistrationRepeated', 'RegistrationRepeated']);
  });

  it('does not let the mails that can be asked for afterwards tell whether the address was taken', async () => {
    const { app } = await open({ LIMIT_MAILS_PER_SOURCE: '3/1h', LIMIT_MAILS_PER_ADDRESS: 'off' });
    const mailsLeftAfter = async (address: string, source: string) => {
      const from = () => ({ ...newCommand(), source });
      await app.signUp({ ...ofVictim, email: address }, from());
      const asked = Array.from({ length: 3 }, () => app.requestPasswordReset('nobody@example.com', from()));
      return (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled').length;
    };
    expect(await mailsLeftAfter(email, '192.0.2.1')).toBe(2);
    expect(await mailsLeftAfter('new@example.com', '192.0.2.2')).toBe(2);
  });

  it('keeps nobody from asking for a reset by registering with their address again and again', async () => {
    const { app } = await open({ LIMIT_MAILS_PER_ADDRESS: '2/1h' });
    for (let time = 0; time < 5; time += 1) await app.signUp({ ...ofAttacker, email }, newCommand());
    await app.requestPasswordReset(email, newCommand());
  });

  it('does not tell the owner which signed-in user tried it', async () => {
    const { app, viewer, logOf } = await open();
    await app.signUp({ ...ofAttacker, email }, { ...newCommand(), actorId: viewer.sessionId });
    expect((await logOf()).at(-1)).toMatchObject({
      type: 'RegistrationRepeated',
      metadata: { actorId: null },
    });
  });

  it('gives the address neither to who registered it first nor to who does so now, but to who reads its mail', async () => {
    const { app, loginWith, ownerOf, mailed } = await open();
    await app.signUp(ofAttacker, newCommand());
    const userId = await ownerOf(victim);
    const first = await mailed('verify-email', userId);
    await app.signUp(ofVictim, newCommand());

    await expect(app.verifyEmail(first, newCommand())).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
    expect(await loginWith(ofAttacker.password, victim)).toBe('INVALID_CREDENTIALS');
    expect(await loginWith(ofVictim.password, victim)).toBe('INVALID_CREDENTIALS');

    await app.requestPasswordReset(victim, newCommand());
    const token = await mailed('reset-password', userId);
    const { user } = await app.resetPassword({ token, newPassword: password }, newCommand());
    expect(user).toMatchObject({ email: victim, emailVerified: true });
    expect(await loginWith(ofAttacker.password, victim)).toBe('INVALID_CREDENTIALS');
    expect(await loginWith(password, victim)).toBe('signed in');
  });
});
