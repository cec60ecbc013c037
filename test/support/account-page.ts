import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { operation } from './graphql-client.ts';

/** A page that a link in a mail leads to, in a window of its own. */
export interface AccountPageWindow {
  readonly page: Page;
  /** Whatever the page asked of other servers than the one that it came from. */
  readonly foreignRequests: readonly string[];
  /** What the browser complained of, and what the page's policy kept it from. */
  readonly errors: readonly string[];
  press(button: string): Promise<void>;
  /** Waits until this is what the page tells. */
  tells(heading: string): Promise<void>;
}

interface Look {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
}

export async function openAccountPage(
  browser: Browser,
  url: string,
  { width = 900, ...look }: Look = {},
): Promise<AccountPageWindow> {
  const page = await browser.newPage({ viewport: { width, height: 640 }, ...look });
  const foreignRequests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && origin !== new URL(url).origin) foreignRequests.push(request.url());
  });
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(url);
  return {
    page,
    foreignRequests,
    errors,
    press: (name) => page.getByRole('button', { name }).click(),
    tells: (name) => page.getByRole('status').getByRole('heading', { name }).waitFor(),
  };
}

/** That nothing went on behind what the page shows. */
export function expectNoFaults({ errors, foreignRequests }: AccountPageWindow): void {
  expect({ errors, foreignRequests }).toEqual({ errors: [], foreignRequests: [] });
}

export const ownAddress = operation<{
  readonly me: { readonly email: string; readonly emailVerified: boolean; readonly version: number } | null;
}>('query { me { email emailVerified version } }');
