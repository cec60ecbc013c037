import { setTimeout as sleep } from 'node:timers/promises';
import { startGateway } from '../support/gateway.ts';
import { type GatewayClient, openClient, type Tokens } from '../support/gateway-client.ts';
import { callFor, percentile, type Work } from '../support/load.ts';

interface Options {
  readonly warmUp: number;
  readonly seconds: number;
  readonly settings: Readonly<Record<string, string>>;
}

const [variant = '', json = '{}'] = process.argv.slice(2);
const { warmUp, seconds, settings }: Options = JSON.parse(json);
const clients = 32;

/** Each client goes along the chain of its own session: a token is good for one refresh. */
function refreshes(client: GatewayClient, tokens: Tokens): Work {
  let { refreshToken } = tokens;
  return async () => {
    ({ refreshToken } = await client.refresh(refreshToken));
  };
}

function me(client: GatewayClient, { accessToken }: Tokens): Work {
  return () => client.me(accessToken);
}

const works: Readonly<Record<string, typeof refreshes>> = { refreshes, me };
const work = works[variant];
if (work === undefined) throw new Error(`Name one of ${Object.keys(works).join(', ')}.`);

const gateway = await startGateway(settings);
const opened = await Promise.all(Array.from({ length: clients }, () => openClient(gateway.port)));
const callers = await Promise.all(
  opened.map(async (client, number) => {
    const email = `person-${number}@mail.eu`;
    await client.register(email);
    const tokens = await client.logIn(email);
    await untilSeen(client, tokens);
    return work(client, tokens);
  }),
);
await callFor(warmUp, callers);
const before = await gateway.usage();
const { perSecond, durations } = await callFor(seconds, callers);
const after = await gateway.usage();
const each = (name: 'cpu' | 'mainThread') => (after[name] - before[name]) / 1_000 / durations.length;
console.log(
  JSON.stringify({
    perSecond,
    p50: percentile(durations, 50),
    p99: percentile(durations, 99),
    cpu: each('cpu'),
    mainThread: each('mainThread'),
  }),
);
for (const client of opened) client.close();
await gateway.stop();

/** Until the view has the new user. */
async function untilSeen(client: GatewayClient, { accessToken }: Tokens): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await client.me(accessToken);
    } catch (error) {
      if (attempt === 500) throw error;
      await sleep(20);
    }
  }
}
