import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { Unavailable } from '../../ports/errors.ts';
import type { Mail, Mailer } from '../../ports/mailer.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { Sender } from './sender.ts';
import { toMessage } from './to-message.ts';

/** Told of every mail that was written, by its file. */
export type TellWritten = (file: string, mail: Pick<Mail, 'id' | 'userId'>) => void;

interface Options {
  /** Made with the first mail if it is not there. */
  readonly folder: string;
  readonly sender: Sender;
  readonly tellWritten?: TellWritten;
}

/**
 * Puts mails into a folder, each into a file as it would be sent (RFC 5322), which only the owner of this process can read.
 * The same mail once more takes the place of the first. Nobody is sent anything.
 */
export function createFolderMailer({ folder, sender, tellWritten }: Options): Mailer {
  const composer = createTransport({ streamTransport: true, buffer: true });
  return {
    async send(mail) {
      const { message } = await composer.sendMail(toMessage(mail, sender));
      const file = join(folder, `${fileNameOf(mail)}.eml`);
      await orUnavailable(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await write(file, message);
      });
      tellWritten?.(file, mail);
    },
    forget: (userId) =>
      orUnavailable(async () => {
        const names = await readdir(folder).catch(noneIfMissing);
        const own = names.filter((name) => name.startsWith(`${userId}.`));
        await Promise.all(own.map((name) => rm(join(folder, name), { force: true })));
      }),
  };
}

function fileNameOf({ userId, id }: { readonly userId: UserId; readonly id: string }): string {
  const name = `${userId}.${id}`;
  if (!/^[\w-]+(\.[\w-]+)*$/.test(name)) throw new Error('The id of a mail is no name for a file.');
  return name;
}

/** Whoever reads the folder sees all of a file, or none. */
async function write(file: string, message: Parameters<Awaited<ReturnType<typeof open>>['writeFile']>[0]) {
  const draft = `${file}.draft`;
  // One that a crash left may have another mode.
  await rm(draft, { force: true });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(message);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

function noneIfMissing(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}

async function orUnavailable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new Unavailable('mail', cause);
  }
}
