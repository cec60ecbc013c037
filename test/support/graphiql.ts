import type { Browser, Locator, Page, Request } from 'playwright-core';
import { chromium } from 'playwright-core';
import { expect } from 'vitest';
import { waitFor } from './wait-for.ts';

const chromiumArguments = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: chromiumArguments });
}

/** GraphiQL in a window of its own. */
export interface GraphiQL {
  readonly page: Page;
  /** Whatever the page asked of other servers than the one that it came from. */
  readonly foreignRequests: readonly string[];
  readonly errors: readonly string[];
  newTab(): Promise<void>;
  /** Writes into the editor of the present tab, as if it were typed. */
  type(operation: string): Promise<void>;
  setHeaders(headers: Readonly<Record<string, string>>): Promise<void>;
  run(): Promise<void>;
  /** The text that the editor of operations shows, with each run of white space as one space. */
  operation(): Promise<string>;
  /** The text that the result pane shows, with each run of white space as one space. */
  result(): Promise<string>;
}

export async function openGraphiQL(browser: Browser, url: string): Promise<GraphiQL> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const foreignRequests: string[] = [];
  const errors: string[] = [];
  const isOwn = (address: string) => new URL(address.replace(/^blob:/, '')).origin === new URL(url).origin;
  page.on('request', (request) => {
    if (!isOwn(request.url())) foreignRequests.push(request.url());
  });
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) errors.push(message.text());
  });
  await page.goto(`${url}/graphql`);
  const operations = page.getByRole('region', { name: 'Operation Editor' });
  await operations.locator('.view-lines').waitFor();

  return {
    page,
    foreignRequests,
    errors,
    newTab: () => page.getByRole('button', { name: 'New tab' }).click(),
    async type(operation) {
      await operations.locator('.monaco-editor').click();
      await page.keyboard.type(operation);
      await waitFor(async () => expect(await textOf(operations)).toContain(operation));
    },
    async setHeaders(headers) {
      await page.getByRole('button', { name: 'Headers', exact: true }).click();
      await page.getByRole('region', { name: 'Headers' }).locator('.monaco-editor:visible').click();
      // As one paste: typed letter by letter, the editor would close brackets and quotes by itself.
      await page.keyboard.insertText(JSON.stringify(headers));
    },
    run: () => waitFor(() => execute(page), { timeout: 20_000 }),
    operation: () => textOf(operations),
    result: () => textOf(page.getByRole('region', { name: 'Result Window' })),
  };
}

/** Rejects when nothing was sent: the page may not have taken in yet what was typed. */
async function execute(page: Page): Promise<void> {
  const sent = page.waitForRequest(isOperation, { timeout: 2_000 });
  await Promise.all([sent, page.getByRole('button', { name: /^Execute query/ }).click()]);
}

function isOperation(request: Request): boolean {
  const { pathname } = new URL(request.url());
  return pathname === '/graphql' && !request.postData()?.includes('IntrospectionQuery');
}

async function textOf(pane: Locator): Promise<string> {
  const text = (await pane.locator('.view-lines').first().textContent()) ?? '';
  // The editor indents by no-break spaces, and breaks long lines anew.
  return text.replaceAll(/\s+/g, ' ');
}
