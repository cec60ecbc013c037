import helmet from 'helmet';
import type { Guard } from './routes.ts';

/** One year: what lists of such hosts ask for (https://hstspreload.org). */
const strictTransportSeconds = 31_536_000;

/**
 * The headers that every answer has, so that nothing it holds is run, framed or kept. Who answers otherwise sets
 * its own.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
 */
export function createSecurityHeaders({ isHttps }: { readonly isHttps: boolean }): Guard {
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    // A browser would refuse plain http for this host from then on, ports and all.
    strictTransportSecurity: isHttps && { maxAge: strictTransportSeconds, includeSubDomains: false },
  });
  return (request, response) => {
    setHeaders(request, response, () => undefined);
    response.setHeader('cache-control', 'no-store');
  };
}
