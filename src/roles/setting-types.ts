import { isIP } from 'node:net';
import { z } from 'zod';
import { parseSender, type Sender } from '../adapters/mail/sender.ts';
import type { Limit } from '../application/guesses/counting.ts';
import type { ServiceClient } from './http/service-clients.ts';

export const url = (...protocols: readonly string[]) =>
  z.string().refine((text) => protocols.includes(protocolOf(text)), { error: noUrlOf(protocols) });

/** One or several, with commas between them. */
export const urls = (...protocols: readonly string[]) =>
  z.string().refine((text) => text.split(',').every((part) => protocols.includes(protocolOf(part))), {
    error: noUrlOf(protocols),
  });

export const whole = (least: number, most: number) =>
  z.coerce.number('is no number').int().min(least).max(most);

export const seconds = (least: number) => z.coerce.number('is no number').int().min(least);

/** `20/1d`; null for `off`. */
export const limit = (standard: string) =>
  z
    .string()
    .default(standard)
    .transform((text, context): Limit | null => {
      const parsed = text === 'off' ? null : parseLimit(text);
      if (parsed === undefined) {
        context.addIssue(
          'is neither off nor of the form 20/1d: a number of attempts, and a time in s, m, h or d',
        );
      }
      return parsed ?? null;
    });

/** `Example <accounts@example.com>`. */
export const sender = (standard: string) =>
  z
    .string()
    .default(standard)
    .transform((text, context): Sender => {
      const parsed = parseSender(text);
      if (parsed !== null) return parsed;
      context.addIssue('is not one address, such as `Example <accounts@example.com>`');
      return z.NEVER;
    });

/** Several texts with commas between them, each of which has to pass. */
export const list = (passes: (text: string) => boolean, error: string) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every(passes), error);

/** `name:secret`, with spaces between them. */
export const serviceClients = z.string().transform((text, context): readonly ServiceClient[] =>
  text.split(/\s+/).map((part) => {
    const [, name, secret] = /^([\w.-]{1,64}):(\S{32,})$/.exec(part) ?? [];
    if (name !== undefined && secret !== undefined) return { name, secret };
    context.addIssue('is not made of name:secret with spaces between, each secret of at least 32 characters');
    return z.NEVER;
  }),
);

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

function parseLimit(text: string): Limit | undefined {
  const [, attempts, count, unit = ''] = /^([1-9]\d{0,8})\/([1-9]\d{0,4})([smhd])$/.exec(text) ?? [];
  const each = unitSeconds[unit];
  return each === undefined ? undefined : { attempts: Number(attempts), seconds: Number(count) * each };
}

/** An IP address, or a network such as 10.0.0.0/8. */
export function isNetwork(text: string): boolean {
  const [, address = '', prefix = '1'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  // A network of all addresses would be no list of proxies.
  return family !== 0 && Number(prefix) > 0 && Number(prefix) <= (family === 4 ? 32 : 128);
}

/** `https://app.example.com`: what browsers send as Origin, and nothing behind it. */
export function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

function noUrlOf(protocols: readonly string[]): string {
  return `is no URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
}

function protocolOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : '';
}

export function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}
