import type { IncomingMessage } from 'node:http';
import cors from 'cors';
import { Refused } from './answer-failure.ts';
import type { Guard } from './routes.ts';

interface Options {
  /** Where clients reach the gateway. */
  readonly publicUrl: string;
  /** The other origins whose pages may use it. */
  readonly origins?: readonly string[] | undefined;
}

const preflightSeconds = 600;
const safeMethods: readonly (string | undefined)[] = ['GET', 'HEAD', 'OPTIONS'];

/** Lets pages of the named origins read answers and send cookies (Fetch Standard, CORS protocol). */
export function createCorsHeaders({ origins = [] }: Options): Guard {
  const setHeaders = cors({
    origin: [...origins],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST'],
    exposedHeaders: ['Retry-After', 'WWW-Authenticate'],
    maxAge: preflightSeconds,
    preflightContinue: true,
  });
  return (request, response) => {
    if (origins.length === 0) return;
    if (origins.includes(request.headers.origin ?? '')) setHeaders(request, response, () => undefined);
    else response.appendHeader('vary', 'Origin');
  };
}

/**
 * Refuses what a page of another origin sends, whatever cookies came along, unless it only reads.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 * @throws Refused 403
 */
export function createForgeryGuard(options: Options): Guard {
  const isOwn = createIsOwn(options.publicUrl);
  const { origins = [] } = options;
  return (request) => {
    if (safeMethods.includes(request.method)) return;
    const { origin } = request.headers;
    const isTrusted =
      origin === undefined || origin === 'null'
        ? isFromNoOtherPage(request)
        : origins.includes(origin) || isOwn(origin, request.headers.host);
    if (!isTrusted) throw new Refused(403, 'Pages of this origin may not send this: see CORS_ORIGINS.');
  };
}

/** Browsers say where a request began even where they hide its origin; other clients say nothing at all. */
function isFromNoOtherPage({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined) return headers.origin === undefined;
  return site === 'same-origin' || site === 'none';
}

/** Under the name of PUBLIC_URL its scheme counts as well: what came by http may be somebody else's on the way. */
function createIsOwn(publicUrl: string) {
  const own = new URL(publicUrl);
  return (origin: string, host: string | undefined): boolean => {
    if (!URL.canParse(origin)) return false;
    const from = new URL(origin);
    // Files of a device and extensions of a browser are no pages of a host.
    if (!['http:', 'https:'].includes(from.protocol)) return false;
    if (from.host === own.host) return from.origin === own.origin;
    return host !== undefined && from.host === new URL(`${from.protocol}//${host}`).host;
  };
}
