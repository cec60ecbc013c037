import type { MailKind } from './due-mails.ts';

/** What a mail says. */
export interface MailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What the mails of one kind say. Nothing in it is chosen by users: anybody can have a mail sent to somebody else's address. */
export interface Wording {
  readonly subject: string;
  readonly before: readonly string[];
  /** What is written on the link, where there is one. */
  readonly link?: string;
  readonly after: readonly string[];
}

/** What a mail tells of. Instants are in milliseconds since 1970-01-01T00:00:00Z. */
export interface Occasion {
  /** As the product is called in its mails. */
  readonly product: string;
  readonly at: number;
  readonly link: {
    readonly url: string /** Null where it goes on working. */;
    readonly expiresAt: number | null;
  } | null;
}

/** The words of every kind. */
export type Wordings = Readonly<Record<MailKind, (product: string, when: string) => Wording>>;

/**
 * What a mail says, as plain text and as HTML.
 *
 * @example toContent(wordings['password-changed'], { product: 'Gatehouse', at, link: null }).subject
 */
export function toContent(wordingOf: Wordings[MailKind], { product, at, link }: Occasion): MailContent {
  const { subject, before, link: label = '', after } = wordingOf(product, instant(at));
  const expiresAt = link?.expiresAt ?? null;
  const until = expiresAt === null ? [] : [`The link works once, until ${instant(expiresAt)}.`];
  const ends = [...until, ...after];
  const text = [...before, ...(link === null ? [] : [link.url]), ...ends, `-- \n${product}`];
  const html = [
    ...before.map(paragraph),
    ...(link === null ? [] : [anchor(link.url, label)]),
    ...ends.map(paragraph),
    paragraph(product),
  ];
  return { subject, text: `${text.join('\n\n')}\n`, html: page(subject, html) };
}

const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

function instant(at: number): string {
  return `${format.format(at)} UTC`;
}

function page(title: string, body: readonly string[]): string {
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>`,
    '<body style="max-width:36em;margin:2em auto;padding:0 1em;font-family:sans-serif;line-height:1.5">',
    ...body,
    '</body></html>\n',
  ].join('\n');
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}

function anchor(url: string, label: string): string {
  return `<p><a href="${escapeHtml(url)}">${escapeHtml(label)}</a></p>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
