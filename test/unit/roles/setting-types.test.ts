import { describe, expect, it, test } from 'vitest';
import { parseConfig } from '../../../src/roles/config.ts';
import { problemsOf } from '../../support/problems-of-settings.ts';

describe('a limit', () => {
  it('is a number of attempts in a time', () => {
    const { LIMIT_GUESSES_PER_ACCOUNT_AND_SOURCE: standard } = parseConfig({});
    expect(standard).toEqual({ attempts: 20, seconds: 86_400 });
    for (const [text, attempts, seconds] of [
      ['5/30s', 5, 30],
      ['7/15m', 7, 900],
      ['300/2h', 300, 7_200],
      ['1/1d', 1, 86_400],
    ] as const) {
      expect(parseConfig({ LIMIT_GUESSES_PER_SOURCE: text }).LIMIT_GUESSES_PER_SOURCE).toEqual({
        attempts,
        seconds,
      });
    }
  });

  it('can be off, but for that of an account, which has at most the 100 of NIST', () => {
    expect(parseConfig({ LIMIT_GUESSES_PER_SOURCE: 'off' }).LIMIT_GUESSES_PER_SOURCE).toBeNull();
    const tooMany = ['LIMIT_GUESSES_PER_ACCOUNT is not at most 100 attempts (NIST SP 800-63B).'];
    expect(problemsOf({ LIMIT_GUESSES_PER_ACCOUNT: 'off' })).toEqual(tooMany);
    expect(problemsOf({ LIMIT_GUESSES_PER_ACCOUNT: '101/1d' })).toEqual(tooMany);
    expect(problemsOf({ LIMIT_GUESSES_PER_ACCOUNT: '100/1h' })).toEqual([]);
  });

  test.each(['0/1h', '5', '5/', '5/1w', '-5/1h', '5/0h', '5/1h ', '1e3/1h', '5/1.5h', 'on'])(
    'is not %o',
    (text) => {
      expect(problemsOf({ LIMIT_GUESSES_PER_SOURCE: text })).toEqual([
        'LIMIT_GUESSES_PER_SOURCE is neither off nor of the form 20/1d: a number of attempts, and a time in s, m, h or d.',
      ]);
    },
  );
});

describe('proxies', () => {
  it('are addresses and networks, with commas between them', () => {
    const TRUSTED_PROXIES = '10.0.0.0/8, 192.0.2.1,2001:db8::/32, ::1';
    expect(parseConfig({ TRUSTED_PROXIES }).TRUSTED_PROXIES).toEqual([
      '10.0.0.0/8',
      '192.0.2.1',
      '2001:db8::/32',
      '::1',
    ]);
  });

  test.each([
    '10.0.0.0/33',
    '::1/129',
    '10.0.0/8',
    'proxy.example.com',
    '10.0.0.1,',
    '10.0.0.1/',
    '10.0.0.1/8/8',
    'true',
  ])('are not %o', (TRUSTED_PROXIES) => {
    expect(problemsOf({ TRUSTED_PROXIES })).toEqual([
      'TRUSTED_PROXIES lists something that is no address and no network such as 10.0.0.0/8.',
    ]);
  });
});

describe('origins', () => {
  it('are what browsers send', () => {
    const CORS_ORIGINS = 'https://app.example.com,http://localhost:5173';
    expect(parseConfig({ CORS_ORIGINS }).CORS_ORIGINS).toEqual(CORS_ORIGINS.split(','));
  });

  test.each([
    '*',
    'null',
    'app.example.com',
    'https://app.example.com/',
    'https://APP.example.com',
    'https://a.example/b',
  ])('are not %o', (CORS_ORIGINS) => {
    expect(problemsOf({ CORS_ORIGINS })).toEqual([
      'CORS_ORIGINS lists something that is no origin such as https://app.example.com.',
    ]);
  });
});

describe('service clients', () => {
  const secret = 'a-secret-of-thirty-two-characters';

  it('are names with secrets', () => {
    expect(parseConfig({ SERVICE_CLIENTS: `billing:${secret} shop.eu:x:${secret}` }).SERVICE_CLIENTS).toEqual(
      [
        { name: 'billing', secret },
        { name: 'shop.eu', secret: `x:${secret}` },
      ],
    );
  });

  test.each(['billing', 'billing:short', `:${secret}`, `bil/ling:${secret}`])(
    'are not %o',
    (SERVICE_CLIENTS) => {
      expect(problemsOf({ SERVICE_CLIENTS })).toEqual([
        'SERVICE_CLIENTS is not made of name:secret with spaces between, each secret of at least 32 characters.',
      ]);
    },
  );
});

describe('the rotation of keys', () => {
  it('is off, or at most once a day', () => {
    expect(parseConfig({ KEY_ROTATION_INTERVAL: '0' }).KEY_ROTATION_INTERVAL).toBe(0);
    expect(parseConfig({ KEY_ROTATION_INTERVAL: '86400' }).KEY_ROTATION_INTERVAL).toBe(86_400);
    expect(problemsOf({ KEY_ROTATION_INTERVAL: '3600' })).toEqual([
      'KEY_ROTATION_INTERVAL is neither 0 nor at least 86400.',
    ]);
  });
});

it('hides the schema in production, unless told otherwise', () => {
  expect(parseConfig({}).INTROSPECTION).toBe(true);
  expect(parseConfig({ NODE_ENV: 'production' }).INTROSPECTION).toBe(false);
  expect(parseConfig({ NODE_ENV: 'production', INTROSPECTION: 'true' }).INTROSPECTION).toBe(true);
});
