import { spawnSync } from 'node:child_process';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

export const isRoot = process.getuid?.() === 0;

/** The user that a server which refuses to run as root runs as; undefined where tests do not run as root. */
export function unprivilegedUser(name: 'nobody' | 'postgres'): SystemUser | undefined {
  if (!isRoot) return undefined;
  const uid = numericId('-u', name);
  const gid = numericId('-g', name);
  return { uid, gid };
}

function numericId(flag: '-u' | '-g', name: string): number {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`Make a user called ${name}, or run the tests as a user who is not root.`);
  return Number(stdout.trim());
}
