import { randomUUID } from 'node:crypto';
import type { Application } from '../../src/application/application.ts';
import type { Viewer } from '../../src/application/viewer.ts';
import type { AdministratorRegister } from '../../src/ports/administrator-register.ts';
import { newCommand, someCredentials } from './controls/requests.ts';

/** Makes an account, and says that it is an administrator’s, as an access token would. */
export async function newAdministrator({ registerUser }: Pick<Application, 'registerUser'>): Promise<Viewer> {
  const input = { ...someCredentials, email: `${randomUUID()}@example.com` };
  const { user } = await registerUser(input, newCommand());
  return { userId: user.id, sessionId: randomUUID(), roles: ['admin'] };
}

/** Who is in the register, sorted. */
export async function registeredIn(register: AdministratorRegister): Promise<readonly string[]> {
  const all = await register.list();
  return all.flatMap(({ userId, isOne }) => (isOne ? [userId] : [])).toSorted();
}
