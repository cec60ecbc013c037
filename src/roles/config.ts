import { z } from 'zod';
import { contradictionsOfPasswords } from './password-settings.ts';
import { settings } from './settings.ts';

const schema = z.object(settings);

type Settings = z.infer<typeof schema>;

/** The settings of one process, checked. */
export type Config = Readonly<
  Settings & {
    readonly ARCHIVE_DIR: string;
    readonly PUBLIC_URL: string;
    readonly LINKS_URL: string;
    readonly MAIL_DIR: string;
    readonly GRAPHIQL: boolean;
    readonly INTROSPECTION: boolean;
  }
>;

/** The settings contradict the rules: every problem, a line each. */
export class InvalidSettings extends Error {
  override readonly name = 'InvalidSettings';
}

/**
 * Reads the settings from the environment.
 * @throws InvalidSettings listing every problem at once
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  const issues = (parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}.`);
  const problems = [...issues, ...contradictions(given)];
  if (!parsed.success || problems.length > 0) {
    throw new InvalidSettings(['These settings are wrong:', ...problems].join('\n  - '));
  }
  const { ARCHIVE_DIR, PUBLIC_URL, LINKS_URL, MAIL_DIR, GRAPHIQL, INTROSPECTION, ...rest } = parsed.data;
  const publicUrl = withoutSlash(PUBLIC_URL) ?? `http://localhost:${rest.PORT}`;
  const isOpen = rest.NODE_ENV !== 'production';
  return Object.freeze({
    ...rest,
    ARCHIVE_DIR: ARCHIVE_DIR ?? `${rest.DATA_DIR}/archive`,
    PUBLIC_URL: publicUrl,
    LINKS_URL: withoutSlash(LINKS_URL) ?? publicUrl,
    MAIL_DIR: MAIL_DIR ?? `${rest.DATA_DIR}/mails`,
    GRAPHIQL: GRAPHIQL ?? isOpen,
    INTROSPECTION: INTROSPECTION ?? isOpen,
  });
}

function withoutSlash(text: string | undefined): string | undefined {
  return text?.replace(/\/+$/, '');
}

function contradictions(given: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { ADMIN_EMAIL, ADMIN_PASSWORD, ROLE, PUBLIC_URL } = given;
  const { REDIS_URL, DATABASE_URL, ELASTICSEARCH_URL } = given;
  const split = ROLE === 'gateway' || ROLE === 'aggregator';
  const store = REDIS_URL ?? DATABASE_URL;
  const views = ELASTICSEARCH_URL ?? DATABASE_URL;
  return [
    ...((ADMIN_EMAIL === undefined) === (ADMIN_PASSWORD === undefined)
      ? []
      : ['ADMIN_EMAIL and ADMIN_PASSWORD go together: set both, or neither.']),
    ...contradictionsOfRedis(given),
    ...contradictionsOfPasswords(given),
    ...(split && (store === undefined || views === undefined)
      ? [
          `ROLE ${ROLE} needs servers that processes share: set DATABASE_URL, or REDIS_URL and ELASTICSEARCH_URL.`,
        ]
      : []),
    ...(ROLE === 'gateway' && PUBLIC_URL === undefined
      ? [
          'ROLE gateway needs PUBLIC_URL, the same for all gateways: each of them refuses tokens of another issuer.',
        ]
      : []),
  ];
}

function contradictionsOfRedis({
  REDIS_URL,
  REDIS_MODE,
}: Readonly<Record<string, string | undefined>>): readonly string[] {
  return REDIS_URL?.includes(',') && REDIS_MODE !== 'cluster'
    ? ['REDIS_URL names several servers, which only REDIS_MODE cluster takes.']
    : [];
}
