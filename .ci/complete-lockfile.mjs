// Adds to package-lock.json the packages for other platforms that npm left out of it: it does so for every one
// that it cannot fetch at the moment, and `npm ci` then refuses the lock file on every platform. Run it after
// `npm install` (npm run lockfile). It prints what it added.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
  'aix',
];
const processors = [
  'arm64',
  'arm',
  'x64',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
];

for (const [parentPath, parent] of Object.entries({ ...lock.packages })) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const nested = `${parentPath}/node_modules/${name}`;
    const path = `node_modules/${name}`;
    if (lock.packages[nested] || lock.packages[path] || !/^\d/.test(version)) continue;
    lock.packages[path] = { version, ...platformOf(name), ...(parent.dev && { dev: true }), optional: true };
    process.stdout.write(`${name}@${version}\n`);
  }
}

const root = lock.packages[''];
const others = Object.entries(lock.packages)
  .filter(([path]) => path !== '')
  .sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = { '': root, ...Object.fromEntries(others) };
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);

/** What a package's own manifest would say: by its name, which is all that is at hand. */
function platformOf(name) {
  const words = name.replace('windows', 'win32').split(/[-/]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : [];
  return {
    ...(os.length > 0 && { os }),
    ...(cpu.length > 0 && { cpu }),
    ...(libc.length > 0 && os.includes('linux') && { libc }),
  };
}
