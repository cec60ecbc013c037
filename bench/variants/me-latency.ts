import { setTimeout as sleep } from 'node:timers/promises';
import { startGateway } from '../support/gateway.ts';
import { type GatewayClient, openClient } from '../support/gateway-client.ts';
import { callFor, percentile, type Work } from '../support/load.ts';
import { registrations, signIns } from '../support/password-works.ts';

interface Options {
  readonly warmUp: number;
  readonly seconds: number;
  readonly settings: Readonly<Record<string, string>>;
}

const [variant = '', json = '{}'] = process.argv.slice(2);
const { warmUp, seconds, settings }: Options = JSON.parse(json);
const inFlight = 8;
const asked = 10;

/**
 * Asks at an even pace, whether or not earlier questions are answered, so that a slow answer does not keep the next ones from
 * being asked while it is slow. Answers with how long each took, in milliseconds, from the shortest on.
 */
async function askEvenly(duration: number, ask: Work): Promise<readonly number[]> {
  const answers: Promise<number>[] = [];
  const started = performance.now();
  for (let due = started; due < started + duration * 1_000; due += asked) {
    await sleep(Math.max(0, due - performance.now()));
    const begun = performance.now();
    answers.push(ask().then(() => performance.now() - begun));
  }
  return (await Promise.all(answers)).toSorted((a, b) => a - b);
}

/** On connections that are free, more of them when there are none. */
function pooled(port: number, accessToken: string, free: GatewayClient[]): Work {
  return async () => {
    const client = free.pop() ?? (await openClient(port));
    await client.me(accessToken);
    free.push(client);
  };
}

const others: Readonly<Record<string, typeof signIns | null>> = {
  alone: null,
  'with 8 sign-ins in flight': signIns,
  'with 8 registrations in flight': registrations,
};
const other = others[variant];
if (other === undefined) throw new Error(`Name one of ${Object.keys(others).join(', ')}.`);

const gateway = await startGateway(settings);
const clients = await Promise.all(Array.from({ length: inFlight }, () => openClient(gateway.port)));
const works = other === null ? [] : await Promise.all(clients.map(other));
const asking = await Promise.all(clients.map(() => openClient(gateway.port)));
const [first] = asking;
await first?.register('me@mail.eu');
const { accessToken } = (await first?.logIn('me@mail.eu')) ?? { accessToken: '' };
const me = pooled(gateway.port, accessToken, asking);
// Until the view has the new user.
while (!(await isAnswered(me))) await sleep(20);

await Promise.all([callFor(warmUp, works), askEvenly(warmUp, me)]);
const [load, durations] = await Promise.all([callFor(seconds, works), askEvenly(seconds, me)]);
console.log(
  JSON.stringify({
    p50: percentile(durations, 50),
    p99: percentile(durations, 99),
    others: works.length === 0 ? 0 : load.perSecond,
  }),
);
for (const client of [...clients, ...asking]) client.close();
await gateway.stop();

async function isAnswered(ask: Work): Promise<boolean> {
  return ask().then(
    () => true,
    () => false,
  );
}
