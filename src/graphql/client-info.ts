import type { IncomingMessage } from 'node:http';
import type { ClientInfo } from '../domain/user/user-events.ts';

const longestUserAgent = 256;

/** Where a request comes from: the address of the connection, and what the client calls itself. */
export function toClientInfo(request: IncomingMessage): ClientInfo {
  // An IPv4 address in its IPv6 form (RFC 4291, section 2.5.5.2) is the same address.
  const ipAddress = request.socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/i, '') ?? null;
  return { ipAddress, userAgent: request.headers['user-agent']?.slice(0, longestUserAgent) ?? null };
}
