import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { expectNoFaults, openAccountPage } from '../support/account-page.ts';
import { type AccountPageProduct, startAccountPageProduct } from '../support/account-page-product.ts';
import { temporaryFolder } from '../support/archives.ts';
import { ask } from '../support/ask.ts';
import { requestEmailVerification } from '../support/email-operations.ts';
import { openFolder } from '../support/namespaces.ts';
import { startProduct } from '../support/product.ts';
import { startStrippingProxy } from '../support/stripping-proxy.ts';

// Every test starts a product, and some a browser too.
vi.setConfig({ testTimeout: 120_000 });

const paths = ['/verify-email', '/confirm-email', '/reset-password', '/forgot-password'];
const token = 'A'.repeat(64);

test('the pages run nothing but their own script, are never kept, framed or told of', async () => {
  const { url } = await started({ PUBLIC_URL: 'https://id.example.com' });
  for (const path of paths) {
    const { status, headers, body } = await ask(url, { path });
    const hashOf = (tag: string) =>
      createHash('sha256')
        .update(new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, 's').exec(body)?.[1] ?? '')
        .digest('base64');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'strict-transport-security': 'max-age=31536000',
      'content-security-policy': [
        "default-src 'none'",
        `script-src 'sha256-${hashOf('script')}'`,
        `style-src 'sha256-${hashOf('style')}'`,
        'img-src data:',
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ].join('; '),
    });
    const head = await ask(url, { path, method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(headers['content-length']);
    expect(await ask(url, { path, method: 'POST' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, OPTIONS' },
    });
  }
});

test('nothing of a request comes back in a page', async () => {
  const { url } = await started({});
  const plain = await ask(url, { path: '/reset-password' });
  const canary = '"><script>canary()</script>';
  const odd = await ask(url, {
    path: `/reset-password?token=${encodeURIComponent(canary)}`,
    headers: { 'x-forwarded-host': canary, 'accept-language': canary, referer: canary, cookie: canary },
  });
  expect(odd.body).toBe(plain.body);
});

test('below a path of a proxy a link works, and no request but that of the button has its token', async () => {
  let gateway = '';
  await using proxy = await startStrippingProxy('/gate', () => gateway);
  await using product = await startAccountPageProduct({ PUBLIC_URL: proxy.url });
  gateway = product.url;
  const { email, client } = await product.person();
  await client.get(requestEmailVerification, {});
  const [mail] = await product.mailbox.to(email);
  const mailed = await product.mailbox.tokenFor(email, 'verify-email');
  const link = `${proxy.url}/verify-email#token=${mailed}`;
  expect(mail?.links).toContain(link);
  const window = await openAccountPage(product.browser, link);
  await window.press('Confirm address');
  await window.tells('Your address is confirmed');
  expectNoFaults(window);
  expect(proxy.heads.map((head) => head.split(' ', 2).join(' '))).toEqual([
    'GET /gate/verify-email',
    'POST /gate/graphql',
  ]);
  expect(proxy.heads.filter((head) => head.includes(mailed) || /referer|cookie/i.test(head))).toEqual([]);
});

test('the pages work where only trusted documents are answered, and under the tightest limits', async () => {
  const path = join(temporaryFolder(), 'documents.json');
  const text = 'query Me { me { email } }';
  writeFileSync(path, JSON.stringify({ [createHash('sha256').update(text).digest('hex')]: text }));
  await using product = await startAccountPageProduct({
    TRUSTED_DOCUMENTS: path,
    GRAPHIQL: 'false',
    INTROSPECTION: 'false',
    NODE_ENV: 'production',
    QUERY_DEPTH: '5',
    QUERY_ALIASES: '0',
    QUERY_DIRECTIVES: '0',
    QUERY_TOKENS: '100',
    QUERY_COST: '100',
    BODY_BYTES: '1000',
  });
  expect(await pressEverywhere(product)).toEqual([
    'This link does not work any more',
    'This link does not work any more',
    'This link does not work any more',
    'Look into your mailbox',
  ]);
});

test('where links lead elsewhere, those of mails from before go on to there with their tokens', async () => {
  await using elsewhere = await startAccountPageProduct();
  const product = await started({ LINKS_URL: `${elsewhere.url}/` });
  const window = await openAccountPage(elsewhere.browser, `${product.url}/verify-email?a=b#token=${token}`);
  expect(new URL(window.page.url()).origin).toBe(elsewhere.url);
  await window.press('Confirm address');
  await window.tells('This link does not work any more');
  expect(await ask(product.url, { path: '/verify-email' })).toMatchObject({
    status: 302,
    headers: { location: `${elsewhere.url}/verify-email` },
  });
  expect((await ask(product.url, { path: '/forgot-password' })).status).toBe(404);
});

async function started(settings: Readonly<Record<string, string>>) {
  const { settings: folder, remove } = await openFolder();
  onTestFinished(remove);
  const product = await startProduct({ ...folder, ...settings });
  onTestFinished(() => product[Symbol.asyncDispose]());
  return product;
}

/** What each page tells once its button was pressed, with a token that nobody issued. */
async function pressEverywhere({ browser, url }: AccountPageProduct): Promise<readonly string[]> {
  const told: string[] = [];
  for (const path of paths) {
    const window = await openAccountPage(browser, `${url}${path}#token=${token}`);
    const field = window.page.locator('input');
    if ((await field.count()) > 0) await field.fill('somebody.quite.unknown@example.com');
    await window.page.locator('button[type=submit]').click();
    told.push((await window.page.locator('section:visible h2').textContent()) ?? '');
    expectNoFaults(window);
  }
  return told;
}
