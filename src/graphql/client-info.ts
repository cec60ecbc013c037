import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import proxyaddr from 'proxy-addr';
import type { Log } from '../application/log.ts';
import type { RequestInfo } from '../application/request-info.ts';

/** Where a request comes from. */
export type Origin = Pick<RequestInfo, 'client' | 'source'>;

/** Where a request comes from: the address of the client, and what it calls itself. */
export type OriginOf = (request: IncomingMessage) => Origin;

const longestUserAgent = 256;
const sourceBits = 64;

/**
 * Reads where requests come from. `X-Forwarded-For` is read from its end, and only as far as trusted proxies wrote
 * it: what stands before that was sent by the client, who may write anything.
 * @param trustedProxies addresses and networks of the proxies before the gateway; left out for none
 */
export function createOriginOf({
  trustedProxies = [],
  log,
}: {
  readonly trustedProxies?: readonly string[] | undefined;
  readonly log: Log;
}): OriginOf {
  const isProxy = proxyaddr.compile([...trustedProxies]);
  const isTrusted = (address: string, index: number) => isProxy(withoutPort(address), index);
  const warn = warnOnce(log, trustedProxies);
  return (request) => {
    warn(request);
    // A proxy that adds what is no address leaves its own as the last one that is known.
    const address = proxyaddr.all(request, isTrusted).map(withoutPort).findLast(isAddress);
    const userAgent = request.headers['user-agent']?.slice(0, longestUserAgent) ?? null;
    if (address === undefined) return { client: { ipAddress: null, userAgent }, source: 'unknown' };
    const folded = foldAddress(address);
    return { client: { ipAddress: folded.toString(), userAgent }, source: sourceOf(folded) };
  };
}

type Address = ReturnType<typeof ipaddr.process>;

/** The same address in one form: one of IPv4 inside IPv6 (RFC 4291, section 2.5.5.2; RFC 6052) is that of IPv4. */
function foldAddress(text: string): Address {
  const address = ipaddr.process(text);
  const holdsIPv4 = address.kind() === 'ipv6' && address.range() === 'rfc6052';
  return holdsIPv4 ? ipaddr.fromByteArray(address.toByteArray().slice(-4)) : address;
}

/** A customer of a provider has at least 64 bits of IPv6 to choose addresses from (RFC 6177). */
function sourceOf(address: Address): string {
  if (address.kind() === 'ipv4') return address.toString();
  return ipaddr.IPv6.networkAddressFromCIDR(
    `${address.toString().split('%', 1)[0]}/${sourceBits}`,
  ).toString();
}

/** Some proxies add the port: `192.0.2.7:4711` or `[2001:db8::7]:4711`. */
function withoutPort(text: string | undefined): string {
  const [, six, four] = /^\[(.+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(text ?? '') ?? [];
  return six ?? four ?? text ?? '';
}

function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}

function warnOnce(log: Log, trustedProxies: readonly string[]): (request: IncomingMessage) => void {
  let isDone = trustedProxies.length > 0;
  return ({ headers }) => {
    if (isDone || headers['x-forwarded-for'] === undefined) return;
    isDone = true;
    log.warn(
      {},
      'A request came with X-Forwarded-For, and TRUSTED_PROXIES is unset: everybody behind a proxy counts as one ' +
        'source of guesses. If there is a proxy before the gateway, set TRUSTED_PROXIES to its address',
    );
  };
}
