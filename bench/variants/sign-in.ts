import { hash, verify } from '@node-rs/argon2';
import { startGateway } from '../support/gateway.ts';
import { openClient } from '../support/gateway-client.ts';
import { callFor, type Load, percentile } from '../support/load.ts';
import { registrations, signIns } from '../support/password-works.ts';
import type { Figures } from '../support/run-variants.ts';

interface Options {
  readonly work: 'sign-ins' | 'registrations';
  readonly clients: number;
  readonly warmUp: number;
  readonly seconds: number;
  readonly settings: Readonly<Record<string, string>>;
}

const [variant = '', json = '{}'] = process.argv.slice(2);
const options: Options = JSON.parse(json);
const { work, warmUp, seconds } = options;
const callers = Array.from({ length: options.clients }, (_, number) => number);

async function throughHttp(): Promise<Figures> {
  const gateway = await startGateway(options.settings);
  const clients = await Promise.all(callers.map(() => openClient(gateway.port)));
  const works = await Promise.all(clients.map(work === 'sign-ins' ? signIns : registrations));
  await callFor(warmUp, works);
  const before = await gateway.usage();
  const load = await callFor(seconds, works);
  const after = await gateway.usage();
  for (const client of clients) client.close();
  await gateway.stop();
  return {
    ...toFigures(load),
    cpu: (after.cpu - before.cpu) / 1_000 / load.durations.length,
    mainThread: (after.mainThread - before.mainThread) / 1_000 / load.durations.length,
    memoryBefore: before.memory / 1e6,
    memoryAfter: after.memory / 1e6,
  };
}

/** Those that are the default; the package's own is Argon2id. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const password = 'seven purple kettles sing';

async function hashesAlone(): Promise<Figures> {
  const stored = await hash(password, parameters);
  const call = () => (work === 'sign-ins' ? verify(stored, password) : hash(password, parameters));
  const works = callers.map(() => call);
  await callFor(warmUp, works);
  const before = process.cpuUsage();
  const load = await callFor(seconds, works);
  const { user, system } = process.cpuUsage(before);
  return { ...toFigures(load), cpu: (user + system) / 1_000 / load.durations.length };
}

function toFigures({ perSecond, durations }: Load): Figures {
  return { perSecond, p50: percentile(durations, 50), p99: percentile(durations, 99) };
}

const variants: Readonly<Record<string, () => Promise<Figures>>> = {
  'through HTTP': throughHttp,
  'hashes alone': hashesAlone,
};
const measure = variants[variant];
if (measure === undefined) throw new Error(`Name one of ${Object.keys(variants).join(', ')}.`);
console.log(JSON.stringify(await measure()));
