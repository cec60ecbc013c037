import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccountPageWindow, openAccountPage } from '../support/account-page.ts';
import { type AccountPageProduct, startAccountPageProduct } from '../support/account-page-product.ts';

const token = 'A'.repeat(64);
const paths = ['verify-email', 'confirm-email', 'reset-password'].map((page) => `/${page}#token=${token}`);

let product: AccountPageProduct;

beforeAll(async () => {
  product = await startAccountPageProduct();
});

afterAll(() => product[Symbol.asyncDispose]());

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  test.each([...paths, '/forgot-password', '/verify-email'])('%s can be read', async (path) => {
    const window = await openAccountPage(product.browser, `${product.url}${path}`, { colorScheme });
    // WCAG 2.2, 1.4.3: level AA.
    for (const { text, ratio } of await contrastsOf(window)) {
      expect({ text, isReadable: ratio >= 4.5 }).toEqual({ text, isReadable: true });
    }
    await window.page.close();
  });
});

test.each([...paths, '/forgot-password', '/reset-password'])('%s fits a phone', async (path) => {
  const { page } = await openAccountPage(product.browser, `${product.url}${path}`, { width: 320 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  // WCAG 2.2, 2.5.8, asks for 24 pixels.
  for (const target of await page.locator('button:visible, input:visible').all()) {
    expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  }
  await page.close();
});

test.each([...paths, '/forgot-password'])(
  '%s has a language, one heading and a name for everything',
  async (path) => {
    const { page } = await openAccountPage(product.browser, `${product.url}${path}`);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.getByRole('heading').count()).toBe(1);
    expect(await page.title()).toBe(await page.getByRole('heading', { level: 1 }).textContent());
    const tree = await page.locator('main').ariaSnapshot();
    expect(tree).not.toMatch(/- (button|textbox)(:|$)/m);
    await page.close();
  },
);

test('without scripts the pages say so, and send nothing', async () => {
  const context = await product.browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${product.url}/reset-password#token=${token}`);
  // Chromium under test parses the page as if scripts ran, and so does not show it.
  expect(await page.content()).toContain('<noscript><p><strong>This page needs JavaScript');
  expect(await page.getByRole('button').count()).toBe(0);
  await context.close();
});

interface Contrast {
  readonly text: string;
  readonly ratio: number;
}

/** How well each text stands out from what is behind it (WCAG 2.2, contrast ratio). */
function contrastsOf({ page }: AccountPageWindow): Promise<readonly Contrast[]> {
  return page.evaluate(`(() => {
    const channels = (color) => color.match(/[\\d.]+/g).map(Number);
    const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const isClear = (color) => channels(color)[3] === 0;
    const groundOf = (node) => {
      const { backgroundColor } = getComputedStyle(node);
      return isClear(backgroundColor) ? groundOf(node.parentElement) : backgroundColor;
    };
    const holdsText = (node) => Array.from(node.childNodes).some((n) => n.nodeType === 3 && n.data.trim() !== '');
    return Array.from(document.querySelectorAll('main *'))
      .filter((node) => node.checkVisibility() && holdsText(node))
      .map((node) => {
        const both = [getComputedStyle(node).color, groundOf(node)].map((color) => luminance(channels(color)));
        const [dark, light] = both.toSorted((a, b) => a - b);
        return { text: node.textContent, ratio: (light + 0.05) / (dark + 0.05) };
      });
  })()`);
}
