import { createHash } from 'node:crypto';
import type { Handler, Route, Routes } from '../routes.ts';
import { linkedPages, requestingPages } from './account-pages.ts';
import { pageScript, pageStyle, renderAccountPage } from './render-account-page.ts';

interface Urls {
  /** Where clients reach the gateway. */
  readonly publicUrl: string;
  /** Where the links in mails lead. */
  readonly linksUrl: string;
}

interface Options extends Urls {
  /** Whether the gateway refuses documents that are sent as texts. */
  readonly byHash: boolean;
}

/** Whether the pages are shown: not to who has pages of their own. */
export function showsAccountPages({ publicUrl, linksUrl }: Urls): boolean {
  return linksUrl === publicUrl;
}

/**
 * The pages that links in mails lead to, for who has none of their own. Where links lead elsewhere, those of mails from before
 * go on to there: browsers take along what stands behind the `#` (Fetch Standard, HTTP-redirect fetch).
 */
export function accountPageRoutes({ byHash, ...urls }: Options): Routes {
  if (!showsAccountPages(urls)) {
    return routesOf(linkedPages, (path) => (_request, response) => {
      response.writeHead(302, { location: `${urls.linksUrl}${path}` }).end();
    });
  }
  return routesOf({ ...linkedPages, ...requestingPages }, (_path, page) => {
    const html = renderAccountPage(page, { byHash });
    return (_request, response) => {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-length': Buffer.byteLength(html),
        'content-security-policy': policy,
      });
      response.end(html);
    };
  });
}

function routesOf<Page>(
  pages: Readonly<Record<string, Page>>,
  handlerOf: (path: string, page: Page) => Handler,
): Routes {
  return Object.fromEntries(
    Object.entries(pages).map(([path, page]): [string, Route] => [path, { GET: handlerOf(path, page) }]),
  );
}

/** @see https://www.w3.org/TR/CSP3/#framework-directive-source-list */
const policy = [
  "default-src 'none'",
  `script-src '${hashOf(pageScript)}'`,
  `style-src '${hashOf(pageStyle)}'`,
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
