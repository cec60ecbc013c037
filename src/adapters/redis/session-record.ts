import type { RefreshToken } from '../../ports/refresh-tokens.ts';
import type { Session } from '../../ports/session-store.ts';
import { parseCount, parseList, parseText, parseTextOrNull } from './replies.ts';

/** A session as it is stored, with its one present refresh token. */
export interface StoredSession {
  readonly session: Session;
  readonly generation: number;
  readonly hash: string;
}

/** What stands in the place of a session that was ended. */
const ended = 'ended';

/** The form of `toSessionRecord`, which the script `trade-session` reads too. */
const form = /^(\d+) (\d+) (\d+) (\d+) ([0-9a-f]+) (.*)$/s;

/** What changes comes first, and what never does as one JSON text behind it. */
export function toSessionRecord(session: Session, { generation, hash }: RefreshToken): string {
  const { expiresAt, endsAt, lastUsedAt, userId, createdAt, ipAddress, userAgent } = session;
  const about = JSON.stringify([userId, createdAt, ipAddress, userAgent]);
  return [expiresAt, endsAt, lastUsedAt, generation, hash, about].join(' ');
}

/** Null for none, and for one that was ended. */
export function parseSessionRecord(id: string, reply: unknown): StoredSession | null {
  const text = parseTextOrNull(reply);
  if (text === null || text === ended) return null;
  const [, expiresAt, endsAt, lastUsedAt, generation, hash, about = ''] = form.exec(text) ?? [];
  const [userId, createdAt, ipAddress, userAgent] = parseList(JSON.parse(about));
  const session = {
    id,
    userId: parseText(userId),
    createdAt: parseCount(createdAt),
    lastUsedAt: parseCount(lastUsedAt),
    expiresAt: parseCount(expiresAt),
    endsAt: parseCount(endsAt),
    ipAddress: parseTextOrNull(ipAddress),
    userAgent: parseTextOrNull(userAgent),
  };
  return { session, generation: parseCount(generation), hash: parseText(hash) };
}

/** As many characters of a record as `isLiveRecord` needs. */
export const headLength = 16;

/** Whether what begins like this is the record of a session that goes on. */
export function isLiveRecord(head: string, now: number): boolean {
  return Number(/^\d+(?= )/.exec(head)?.[0] ?? 0) > now;
}

/** What the list of a user's sessions tells of one of them. */
export interface ListedSession {
  readonly id: string;
  readonly createdAt: number;
}

export function toListed({ id, createdAt }: ListedSession): string {
  return `${createdAt} ${id}`;
}

export function parseListed(member: string): ListedSession {
  const [createdAt = '', id = ''] = member.split(' ', 2);
  return { id, createdAt: Number(createdAt) };
}
