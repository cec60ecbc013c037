import { resolve } from 'node:path';
import type { Config } from './config.ts';

interface Listening {
  readonly main: { readonly port: number };
  readonly metrics: { readonly port: number } | null;
}

/** The lines that a person reads first. */
export function greeting(config: Config, { main: { port }, metrics }: Listening): string {
  return [
    '',
    `  Gatehouse is listening on http://localhost:${port}`,
    '',
    ...(config.GRAPHIQL && config.ROLE !== 'aggregator'
      ? [`  GraphiQL       http://localhost:${port}/graphql`]
      : []),
    `  Log            ${storeOf(config)}`,
    `  Views          ${viewsOf(config)}`,
    ...(config.ROLE === 'gateway' ? [] : [`  Mails          ${mailsOf(config)}`]),
    ...(metrics === null ? [] : [`  Metrics        http://localhost:${metrics.port}/metrics`]),
    ...(config.ROLE === 'aggregator' ? [] : [`  Administrator  ${administratorOf(config)}`]),
    '',
    '',
  ].join('\n');
}

function storeOf(config: Config): string {
  return placeOf(config.REDIS_URL) ?? relationalOf(config);
}

function viewsOf(config: Config): string {
  return placeOf(config.ELASTICSEARCH_URL) ?? relationalOf(config);
}

function mailsOf({ SMTP_URL, MAIL_DIR }: Config): string {
  return SMTP_URL === undefined
    ? `files in the folder ${resolve(MAIL_DIR)}, sent to nobody`
    : withoutCredentials(SMTP_URL);
}

function relationalOf({ DATABASE_URL, DATA_DIR }: Config): string {
  return placeOf(DATABASE_URL) ?? `SQLite in the folder ${resolve(DATA_DIR)}`;
}

function placeOf(text: string | undefined): string | undefined {
  return text?.split(',').map(withoutCredentials).join(', ');
}

function withoutCredentials(url: string): string {
  // No more than this: credentials stand before the host, or among the parameters.
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

function administratorOf({ ADMIN_EMAIL }: Config): string {
  return ADMIN_EMAIL === undefined
    ? 'set ADMIN_EMAIL and ADMIN_PASSWORD, and the next start makes one'
    : 'the one that ADMIN_EMAIL names';
}
