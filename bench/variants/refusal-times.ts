import { startGateway } from '../support/gateway.ts';
import { openClient } from '../support/gateway-client.ts';
import { percentile } from '../support/load.ts';

interface Options {
  /** Of each kind. */
  readonly samples: number;
  readonly settings: Readonly<Record<string, string>>;
}

const options: Options = JSON.parse(process.argv[3] ?? '{}');
/** So few that none has to wait for its turn. */
const guessesEach = 2;
const warmUp = 10;

const gateway = await startGateway(options.settings);
const client = await openClient(gateway.port);
const guesses = warmUp + options.samples;
const accounts = Math.ceil(guesses / guessesEach);
for (let number = 0; number < accounts; number += 1) await client.register(`person-${number}@mail.eu`);

const times = {
  'a wrong password': [] as number[],
  'an unknown address': [] as number[],
  'a reset for an account': [] as number[],
  'a reset for nobody': [] as number[],
};
const works = [
  ['a wrong password', 'an unknown address', client.failToLogIn],
  ['a reset for an account', 'a reset for nobody', client.requestPasswordReset],
] as const;
for (const [ofAccount, ofNobody, work] of works) {
  for (let guess = 0; guess < guesses; guess += 1) {
    const number = guess % accounts;
    const pair = [
      [ofAccount, `person-${number}@mail.eu`],
      [ofNobody, `nobody-${number}@mail.eu`],
    ] as const;
    // In the reversed order every other time, as the one before leaves its traces.
    for (const [kind, email] of guess % 2 === 0 ? pair : pair.toReversed()) {
      const begun = performance.now();
      await work(email);
      if (guess >= warmUp) times[kind].push(performance.now() - begun);
    }
  }
}
const figures = Object.entries(times).flatMap(([kind, all]) => {
  const sorted = all.toSorted((a, b) => a - b);
  return [50, 99].map((percent) => [`${kind}, p${percent}`, percentile(sorted, percent)]);
});
console.log(JSON.stringify(Object.fromEntries(figures)));
client.close();
await gateway.stop();
