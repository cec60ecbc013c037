import { expect, test } from 'vitest';
import { createIsServiceClient } from '../../../../src/roles/http/service-clients.ts';

const shop = { name: 'shop', secret: 'a-secret-of-the-shop-with-40-characters!' };
const mail = { name: 'mail', secret: 'a-secret:of-the-mail-with-a-colon-in-it-' };

const coded = { name: 'coded', secret: 'Zm9+vYmFy/cXV4=%41+tolerate-what-base64-has' };

const isServiceClient = createIsServiceClient([shop, mail, coded]);

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

test('knows services by their names and secrets', () => {
  for (const { name, secret } of [shop, mail, coded]) {
    expect(isServiceClient(basic(`${name}:${secret}`))).toBe(true);
    expect(isServiceClient(basic(`${name}:${secret}`).replace('Basic', 'basic'))).toBe(true);
  }
});

test('knows services that encode their secrets as in a form, as OAuth has it', () => {
  for (const { name, secret } of [shop, mail, coded]) {
    expect(isServiceClient(basic(`${name}:${encodeURIComponent(secret)}`))).toBe(true);
  }
});

test.each([
  ['nothing', undefined],
  ['an empty header', ''],
  ['another scheme', basic(`${shop.name}:${shop.secret}`).replace('Basic', 'Bearer')],
  ['an unknown name', basic(`shops:${shop.secret}`)],
  ['no name', basic(`:${shop.secret}`)],
  ['the secret of another', basic(`${shop.name}:${mail.secret}`)],
  ['no secret', basic(`${shop.name}:`)],
  ['the beginning of the secret', basic(`${shop.name}:${shop.secret.slice(0, -1)}`)],
  ['more than the secret', basic(`${shop.name}:${shop.secret}!`)],
  ['the secret in capitals', basic(`${shop.name}:${shop.secret.toUpperCase()}`)],
  ['what is no base64', `Basic ${shop.name}:${shop.secret}`],
])('knows nobody by %s', (_what, authorization) => {
  expect(isServiceClient(authorization)).toBe(false);
});

test('knows nobody when there are no services', () => {
  expect(createIsServiceClient([])(basic(':'))).toBe(false);
});
