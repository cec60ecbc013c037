import { run } from './run.ts';
import { isRoot } from './system-user.ts';

// One test run at a time installs, and no package starts its service: the tests start their own.
const INSTALL = `
set -e
exec 9>/var/lock/gatehouse-apt.lock
flock 9
if [ ! -e /usr/sbin/policy-rc.d ]; then
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
  chmod +x /usr/sbin/policy-rc.d
fi
apt-get update
apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
`;

export interface Installation {
  readonly packages: readonly string[];
  /** What to do where apt can't be used, as a sentence. */
  readonly otherwise: string;
}

export async function installPackages({ packages, otherwise }: Installation): Promise<void> {
  const names = packages.join(' ');
  if (!isRoot) throw new Error(otherwise);
  console.info(`fetching ${names}, once, with apt …`);
  try {
    await run('bash', ['-c', INSTALL, 'install', ...packages], { DEBIAN_FRONTEND: 'noninteractive' });
  } catch (error) {
    throw new Error(`${otherwise} (apt-get install ${names} failed.)`, { cause: error });
  }
}
