import type { Argon2Parameters } from './argon2-parameters.ts';

/** What a thread is asked to do with a password. */
export type HashTask =
  | { readonly kind: 'hash'; readonly password: string; readonly parameters: Argon2Parameters }
  | {
      readonly kind: 'verify';
      readonly password: string;
      readonly hash: string;
      /** What is verified too, in vain, when the password is wrong. */
      readonly decoy: string | null;
    };

/** A PHC string, or whether the password is right. */
export type HashResult = string | boolean;

/** What a package does. */
export interface Argon2 {
  hash(password: Buffer, parameters: Argon2Parameters): string | Promise<string>;
  verify(hash: string, password: Buffer): boolean | Promise<boolean>;
}

/** Does a task, and tells how long it took. */
export async function doHashTask(
  task: HashTask,
  argon2: Argon2,
): Promise<{ readonly result: HashResult; readonly took: number }> {
  const started = performance.now();
  const result = task.kind === 'hash' ? await hash(task, argon2) : await verify(task, argon2);
  return { result, took: performance.now() - started };
}

function hash({ password, parameters }: Extract<HashTask, { kind: 'hash' }>, argon2: Argon2) {
  return argon2.hash(Buffer.from(password), parameters);
}

async function verify({ password, hash, decoy }: Extract<HashTask, { kind: 'verify' }>, argon2: Argon2) {
  const bytes = Buffer.from(password);
  const matches = await argon2.verify(hash, bytes);
  if (!matches && decoy !== null) await argon2.verify(decoy, bytes);
  return matches;
}
