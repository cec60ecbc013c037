import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import {
  newCommand,
  someCredentials,
  someRegistration,
  wrongPassword,
} from '../../support/controls/requests.ts';
import { openEmbedded } from '../../support/embedded.ts';

const samples = 200;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

it('takes as long for an unknown address as for a wrong password', { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-timing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const embedded = await openEmbedded({}, join(folder, 'gatehouse.db'));
  onTestFinished(() => embedded.close());
  await embedded.app.registerUser(someRegistration, newCommand());

  async function refusalTime(email: string): Promise<number> {
    const start = performance.now();
    const attempt = embedded.app.logIn({ email, password: wrongPassword }, newCommand());
    await expect(attempt).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    return performance.now() - start;
  }

  const [known, unknown]: [number[], number[]] = [[], []];
  // By turns, so that what else the machine does falls on both.
  for (let sample = 0; sample < samples; sample += 1) {
    known.push(await refusalTime(someCredentials.email));
    unknown.push(await refusalTime('nobody@example.com'));
  }
  expect(Math.abs(median(known) / median(unknown) - 1)).toBeLessThan(0.05);
});
