import { createHash } from 'node:crypto';

/**
 * The content security policy of GraphiQL, which is one page with everything in it: its scripts run by their hashes,
 * and none that somebody adds.
 * @see https://www.w3.org/TR/CSP3/#framework-directive-source-list
 */
export function pagePolicyOf(page: string): string {
  const scripts = Array.from(page.matchAll(/<script>(.*?)<\/script>/gs), ([, script = '']) => hashOf(script));
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    // The editor makes its workers of texts in the page, and its styles as it goes.
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
