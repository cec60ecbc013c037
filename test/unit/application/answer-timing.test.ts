import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { newCommand, someCredentials, someRegistration } from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

const samples = 40;
const settings = { LIMIT_MAILS_PER_ADDRESS: 'off', LIMIT_MAILS_PER_SOURCE: 'off' };

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

it.each([
  ['asking for a reset', ({ app }: Embedded, email: string) => app.requestPasswordReset(email, newCommand())],
  [
    'registering where addresses have to be proved',
    ({ app }: Embedded, email: string) => app.signUp({ ...someRegistration, email }, newCommand()),
  ],
])(
  '%s takes as long for an address that is taken as for another',
  { timeout: 240_000 },
  async (_what, ask) => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-timing-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const required = { ...settings, EMAIL_VERIFICATION: 'required' };
    const embedded = await openEmbedded(required, join(folder, 'gatehouse.db'));
    onTestFinished(() => embedded.close());
    await embedded.app.registerUser(someRegistration, newCommand());

    const [known, unknown]: [number[], number[]] = [[], []];
    // By turns, so that what else the machine does falls on both.
    for (let sample = 0; sample < samples; sample += 1) {
      known.push(await timed(() => ask(embedded, someCredentials.email)));
      unknown.push(await timed(() => ask(embedded, `person-${sample}@example.com`)));
    }
    expect(Math.abs(median(known) / median(unknown) - 1)).toBeLessThan(0.05);
  },
);
