import type { KnownDevice } from '../application/guess-limits.ts';
import type { Tokens } from '../application/sessions.ts';

/** The tokens of a browser, which no script can read. */
export interface TokenCookies {
  accessToken(): Promise<string | null>;
  refreshToken(): Promise<string | null>;
  set(tokens: Tokens): Promise<void>;
  /** By what the browser is known to one account; it stays when somebody logs out. */
  deviceToken(): Promise<string | null>;
  setDevice(device: KnownDevice): Promise<void>;
  /** Takes the tokens away from the browser, if it sent any. */
  clear(): Promise<void>;
}

// The prefix binds a cookie to this very host and to https (RFC 6265bis, section 4.1.3.2).
const accessName = '__Host-gatehouse-access';
const refreshName = '__Host-gatehouse-refresh';
const deviceName = '__Host-gatehouse-device';

/** The part of a CookieStore (WICG) that is used here. */
interface CookieJar {
  get(name: string): Promise<{ readonly value?: string | undefined } | null | undefined>;
  set(cookie: {
    readonly name: string;
    readonly value: string;
    readonly expires: number;
    readonly path: string;
    readonly domain: null;
    readonly secure: boolean;
    readonly sameSite: 'lax';
    readonly httpOnly: boolean;
  }): Promise<void>;
}

/** The cookies of one request and its answer. */
export function createTokenCookies(store: CookieJar): TokenCookies {
  return {
    accessToken: () => read(accessName),
    refreshToken: () => read(refreshName),
    async set(tokens) {
      await write(accessName, tokens.accessToken, tokens.accessTokenExpiresAt);
      await write(refreshName, tokens.refreshToken, tokens.refreshTokenExpiresAt);
    },
    deviceToken: () => read(deviceName),
    setDevice: ({ token, expiresAt }) => write(deviceName, token, expiresAt),
    async clear() {
      for (const name of [accessName, refreshName]) {
        if ((await read(name)) !== null) await write(name, '', 0);
      }
    },
  };

  async function read(name: string): Promise<string | null> {
    return (await store.get(name))?.value ?? null;
  }

  async function write(name: string, value: string, expires: number): Promise<void> {
    await store.set({
      name,
      value,
      expires,
      path: '/',
      domain: null,
      secure: true,
      sameSite: 'lax',
      httpOnly: true,
    });
  }
}
