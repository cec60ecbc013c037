import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ParsedMail, parseAddressHeader, simpleParser } from 'mailparser';
import type { Settings } from './product.ts';
import { waitFor } from './wait-for.ts';

/** A mail as it was received. */
export interface ReceivedMail {
  /** The one address in its header `To`, as it stands there. */
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  /** Where the links in its text lead. */
  readonly links: readonly string[];
  readonly parsed: ParsedMail;
  /** All of it, byte for byte as Latin-1. */
  readonly raw: string;
}

/** The pages that mails lead to. */
export type MailedPage = 'verify-email' | 'confirm-email' | 'reset-password';

/** What a product under test sent. */
export interface Mailbox {
  /** Everything so far, the oldest first. */
  all(): Promise<readonly ReceivedMail[]>;
  /** What was sent to an address, the oldest first, as soon as it is so many mails. */
  to(address: string, atLeast?: number): Promise<readonly ReceivedMail[]>;
  /** The token in the last link to a page that was sent to an address, as soon as it was so many links. */
  tokenFor(address: string, page: MailedPage, atLeast?: number): Promise<string>;
}

/** What a product with these settings puts into its folder. */
export function mailboxOf({ MAIL_DIR, DATA_DIR }: Settings): Mailbox {
  if (MAIL_DIR === undefined && DATA_DIR === undefined) throw new Error('These settings name no folder.');
  return folderMailbox(MAIL_DIR ?? join(DATA_DIR ?? '', 'mails'));
}

/** What is in a folder of mails, or will be. */
export function folderMailbox(folder: string): Mailbox {
  return createMailbox(async () => {
    const files = (await entriesOf(folder)).filter((name) => name.endsWith('.eml'));
    const read = files.map(async (name) => {
      const file = join(folder, name);
      return { at: (await stat(file)).mtimeMs, mail: await toReceivedMail(await readFile(file)) };
    });
    return (await Promise.all(read)).sort((a, b) => a.at - b.at).map(({ mail }) => mail);
  });
}

/** @param all what was received so far, the oldest first */
export function createMailbox(all: Mailbox['all']): Mailbox {
  const to: Mailbox['to'] = (address, atLeast = 1) =>
    waitFor(async () => {
      const own = (await all()).filter((mail) => mail.to === address);
      return expectSome(own, atLeast, `mails to ${address}`);
    });
  return {
    all,
    to,
    tokenFor: (address, page, atLeast = 1) =>
      waitFor(async () => {
        const own = (await to(address)).flatMap(({ links }) => links).map((link) => new URL(link));
        const leading = own.filter(({ pathname }) => pathname.endsWith(`/${page}`));
        const link = expectSome(leading, atLeast, `links to ${page} for ${address}`).at(-1);
        const token = new URLSearchParams(link?.hash.slice(1)).get('token');
        if (token === null) throw new Error(`The link to ${page} has no token.`);
        return token;
      }),
  };
}

function expectSome<Item>(items: readonly Item[], atLeast: number, what: string): readonly Item[] {
  if (items.length < atLeast) throw new Error(`There are ${items.length} ${what}, not ${atLeast}.`);
  return items;
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

export async function toReceivedMail(raw: Buffer): Promise<ReceivedMail> {
  const parsed = await simpleParser(raw);
  const { text = '', html = '', subject = '', messageId = '' } = parsed;
  return {
    to: addressIn(parsed, 'to'),
    from: addressIn(parsed, 'from'),
    subject,
    text,
    html: html === false ? '' : html,
    messageId,
    links: text.match(/https?:\/\/\S+/g) ?? [],
    parsed,
    raw: raw.toString('latin1'),
  };
}

/** As it stands in the mail: the parser would show an international domain in another form. */
function addressIn({ headerLines }: ParsedMail, header: string): string {
  const values = headerLines
    .filter(({ key }) => key === header)
    // The bytes of a name that is not in ASCII (RFC 6532), a character each.
    .map(({ line }) => Buffer.from(line.slice(header.length + 1), 'latin1').toString());
  const { value } = parseAddressHeader(values, { decodePunycode: false });
  const [only, ...others] = value;
  if (only?.address === undefined || others.length > 0) throw new Error(`The mail has no single ${header}.`);
  return only.address;
}
