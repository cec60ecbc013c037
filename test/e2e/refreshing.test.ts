import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSignedInClient } from '../support/graphql-client.ts';
import { events, type Tokens } from '../support/operations.ts';
import { mustRefresh, refreshAnswer, refreshWith } from '../support/refreshes.ts';
import { expectLive, expectRefusedSoon, newPerson, signIn } from '../support/signed-in.ts';
import { adminEmail, presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { startWithholdingProxy } from '../support/withholding-proxy.ts';

/** In seconds: longer than 50 uses at once take here. */
const grace = 5;
/** In milliseconds: everything is started anew in it. */
const timeout = 90_000;

describe.each(presets())('with $name', (preset) => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack(preset, { REFRESH_GRACE: String(grace) });
    await waitFor(() => signIn(stack.urls()[0], adminEmail));
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  test('50 uses of one token at once, at two gateways, give one successor', async () => {
    const urls = stack.urls();
    const [{ tokens }] = await newPerson(urls[0]);
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, index) => refreshWith(urls[index % 2 === 0 ? 0 : 1], tokens)),
    );
    const [successor, ...others] = [...new Set(all.map((traded) => traded?.refreshToken))];
    expect(others).toEqual([]);
    expect(await refreshWith(urls[1], { refreshToken: successor ?? '' })).not.toBeNull();
  });

  test('a client whose answer was lost tries again with the same token, and gets in', async () => {
    const [here, there] = stack.urls();
    const { hostname: host, port } = new URL(here);
    await using proxy = await startWithholdingProxy({ host, port: Number(port) });
    const [{ tokens }] = await newPerson(here);
    const withheld = proxy.withholdFrom('RefreshSuccess');
    const lost = refreshWith(`http://127.0.0.1:${proxy.port}`, tokens).catch(() => null);
    await withheld;
    const traded = await mustRefresh(there, tokens);
    expect(await refreshWith(here, traded)).not.toBeNull();
    await proxy[Symbol.asyncDispose]();
    expect(await lost).toBeNull();
  });

  test('a token that comes back after the grace ends the session, also after a restart of everything', {
    timeout,
  }, async () => {
    const [first, second] = await newPerson(stack.urls()[0]);
    const traded = await mustRefresh(stack.urls()[0], first.tokens);
    await stack.stop();
    await stack.start();
    const [here, there] = stack.urls();
    await waitFor(() => expectLive(here, second));
    // Within the grace it is answered as before, and nothing changes.
    await waitFor(async () => expect(await refreshWith(there, first.tokens)).toBeNull());

    expect(await refreshWith(here, traded)).toBeNull();
    const ended = { ...first, at: (url: string) => createSignedInClient(url, traded.accessToken) };
    await Promise.all([expectRefusedSoon(here, ended), expectRefusedSoon(there, ended)]);
    await expectLive(here, second);
    const { edges } = await waitFor(async () => {
      const answer = await second.at(here).get(events, {});
      expect(answer.events.edges[0]?.node.type).toBe('SessionRevoked');
      return answer.events;
    });
    expect(edges.map(({ node }) => [node.type, node.actorId])[0]).toEqual(['SessionRevoked', null]);
    expect(JSON.stringify(edges[0]?.node.data)).toContain('REFRESH_TOKEN_REUSED');
  });

  test('a token whose successor was used ends the session at once', async () => {
    const [here, there] = stack.urls();
    const [{ tokens }] = await newPerson(here);
    const successor = await mustRefresh(here, tokens);
    const third = await mustRefresh(there, successor);
    expect(await refreshWith(there, tokens)).toBeNull();
    expect(await refreshWith(here, third)).toBeNull();
  });
});

test('guesses at tokens are counted by their source, and valid tokens are not', { timeout }, async () => {
  const [preset] = presets();
  if (preset === undefined) throw new Error('There is no preset.');
  await using stack = await startStack(preset, { LIMIT_GUESSES_PER_SOURCE: '3/1h' });
  const [url] = stack.urls();
  const [{ tokens }] = await newPerson(url);
  let valid: Tokens = tokens;
  for (let use = 1; use <= 5; use += 1) valid = await mustRefresh(url, valid);
  const forged = `${valid.refreshToken.slice(0, -4)}AAAA`;
  const answers = [];
  for (let guess = 1; guess <= 4; guess += 1) answers.push((await refreshAnswer(url, forged)).__typename);

  expect(answers).toEqual(['InvalidToken', 'InvalidToken', 'InvalidToken', 'TooManyRequests']);
  expect(await refreshWith(url, valid)).not.toBeNull();
});
