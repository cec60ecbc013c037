import addressparser from 'nodemailer/lib/addressparser';

/** Whom mails come from. */
export interface Sender {
  /** Empty for none. */
  readonly name: string;
  readonly address: string;
  readonly domain: string;
}

/** Parses `Example <accounts@example.com>`; null for what is not one address that mail can come from. */
export function parseSender(text: string): Sender | null {
  const [only, ...others] = addressparser(text, { flatten: true });
  if (only === undefined || others.length > 0) return null;
  const domain = /^[^\s@<>"]+@([^\s@<>"]+)$/.exec(only.address)?.[1];
  return domain === undefined || /\p{C}/u.test(text)
    ? null
    : { name: only.name, address: only.address, domain };
}
