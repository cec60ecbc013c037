import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Log } from '../../../src/application/log.ts';
import { createOriginOf } from '../../../src/graphql/client-info.ts';

function originFrom(
  remoteAddress: string | undefined,
  forwarded?: string,
  trustedProxies?: readonly string[],
): { readonly ipAddress: string | null; readonly source: string } {
  const { client, source } = createOriginOf({ trustedProxies, log: silent })(
    requestFrom(remoteAddress, forwarded),
  );
  return { ipAddress: client.ipAddress, source };
}

function requestFrom(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  const request = new IncomingMessage(socket);
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded;
  return request;
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const proxies = ['10.0.0.0/8', '2001:db8:ffff::/48'];

describe('where a request comes from', () => {
  it.each([
    ['an IPv4 address', '192.0.2.7', '192.0.2.7', '192.0.2.7'],
    ['the same inside IPv6', '::ffff:192.0.2.7', '192.0.2.7', '192.0.2.7'],
    ['the same behind a translator (RFC 6052)', '64:ff9b::c000:207', '192.0.2.7', '192.0.2.7'],
    ['an IPv6 address', '2001:DB8:1:2:3:4:5:6', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['one with a zone', 'fe80::1%eth0', 'fe80::1%eth0', 'fe80::'],
    ['a connection that is gone', undefined, null, 'unknown'],
  ])('is the address of the connection: %s', (_name, address, ipAddress, source) => {
    expect(originFrom(address)).toEqual({ ipAddress, source });
  });

  it.each([
    ['no proxy is trusted', '10.0.0.1', '192.0.2.7', undefined, '10.0.0.1'],
    ['who connects is none', '198.51.100.1', '192.0.2.7', proxies, '198.51.100.1'],
    ['a proxy tells', '10.0.0.1', '192.0.2.7', proxies, '192.0.2.7'],
    ['a proxy tells by its IPv4 address inside IPv6', '::ffff:10.0.0.1', '192.0.2.7', proxies, '192.0.2.7'],
    ['several proxies tell', '10.0.0.1', '192.0.2.7, 2001:db8:ffff::9, 10.9.9.9', proxies, '192.0.2.7'],
    ['the client forged what stands before', '10.0.0.1', '203.0.113.1, 192.0.2.7', proxies, '192.0.2.7'],
    ['the client forged a proxy', '10.0.0.1', '203.0.113.1, 10.7.7.7, 192.0.2.7', proxies, '192.0.2.7'],
    ['the proxy adds the port', '10.0.0.1', '192.0.2.7:4711', proxies, '192.0.2.7'],
    ['another proxy adds the port', '10.0.0.1', '192.0.2.7, 10.9.9.9:80', proxies, '192.0.2.7'],
    ['the proxy tells nothing', '10.0.0.1', undefined, proxies, '10.0.0.1'],
    ['the proxy tells what is no address', '10.0.0.1', '192.0.2.7, unknown', proxies, '10.0.0.1'],
  ])(
    'is read from X-Forwarded-For no further than it can be believed: %s',
    (_name, address, forwarded, trusted, ipAddress) => {
      expect(originFrom(address, forwarded, trusted)).toEqual({ ipAddress, source: ipAddress });
    },
  );

  it('takes the first half of an IPv6 address that a proxy tells', () => {
    expect(originFrom('10.0.0.1', '[2001:db8::7]:4711', proxies)).toEqual({
      ipAddress: '2001:db8::7',
      source: '2001:db8::',
    });
  });

  it('warns once of a proxy that nobody trusts', () => {
    const warnings: string[] = [];
    const log: Log = { ...silent, warn: (_fields, message) => warnings.push(message) };
    const trustsNobody = createOriginOf({ log });
    const trusts = createOriginOf({ trustedProxies: proxies, log });

    trustsNobody(requestFrom('192.0.2.7'));
    expect(warnings).toEqual([]);
    for (const originOf of [trustsNobody, trustsNobody, trusts])
      originOf(requestFrom('10.0.0.1', '192.0.2.7'));
    expect(warnings).toEqual([expect.stringContaining('TRUSTED_PROXIES')]);
  });
});
