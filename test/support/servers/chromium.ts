import { installPackages } from './apt.ts';
import { findProgram } from './find-program.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The path of a Chromium, installed first if there is none. */
export async function findChromium(): Promise<string> {
  const present = installedChromium();
  if (present !== undefined) return present;
  const otherwise = 'Chromium is missing: install chromium, or give the path of one in TEST_CHROMIUM_PATH.';
  await installPackages({ packages: ['chromium'], otherwise });
  const installed = installedChromium();
  if (installed === undefined) throw new Error(otherwise);
  return installed;
}

function installedChromium(): string | undefined {
  return NAMES.map((name) => findProgram(name)).find((path) => path !== undefined);
}
