import type { RefreshToken } from '../../../ports/refresh-tokens.ts';
import type { Session } from '../../../ports/session-store.ts';
import type { SessionsTable } from '../tables.ts';

export function toSessionRow(session: Session, { generation, hash }: RefreshToken): SessionsTable {
  return {
    id: session.id,
    ended: 0,
    user_id: session.userId,
    generation,
    token_hash: hash,
    created_at: session.createdAt,
    last_used_at: session.lastUsedAt,
    expires_at: session.expiresAt,
    ends_at: session.endsAt,
    ip_address: session.ipAddress,
    user_agent: session.userAgent,
  };
}

/** What stands in the place of a session that was ended: its id, and until when. */
export function toEndedRow(id: string, keepUntil: number): SessionsTable {
  return {
    id,
    ended: 1,
    user_id: '',
    generation: 0,
    token_hash: '',
    created_at: 0,
    last_used_at: 0,
    expires_at: keepUntil,
    ends_at: keepUntil,
    ip_address: null,
    user_agent: null,
  };
}

export function toSession(row: SessionsTable): Session {
  return {
    id: row.id,
    userId: row.user_id,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    endsAt: row.ends_at,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
  };
}
