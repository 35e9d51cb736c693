import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { CircuitBreakerPolicy } from 'cockatiel';
import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { boundedDriver, type BoundedOptions } from '../../../src/sources/graph/bounded-driver.ts';
import { graphBreaker } from '../../../src/sources/graph/breaker.ts';
import { connectGraph } from '../../../src/sources/graph/connect.ts';

const FOR_EVER = 'UNWIND range(1, 1000000000) AS x WITH x WHERE x % 7 = $seven RETURN count(x) AS n';

let driver: Driver;
beforeAll(() => {
  driver = connectGraph({ url: inject('neo4jUrl'), database: 'neo4j' });
});
afterAll(() => driver.close());

function run(on: Driver, cypher: string, options: Partial<BoundedOptions> = {}, parameters: Record<string, unknown> = {}) {
  const bounded = boundedDriver(on, { signal: new AbortController().signal, breaker: graphBreaker(), ...options });
  return bounded.session({ database: 'neo4j' }).executeRead((tx) => tx.run(cypher, parameters));
}

/** A driver to a port where nobody listens, or where somebody listens and never answers. */
async function driverTo(server: 'nobody' | 'frozen'): Promise<Driver> {
  const sockets: Socket[] = [];
  const frozen = createServer((socket) => void sockets.push(socket));
  await once(frozen.listen(0, '127.0.0.1'), 'listening');
  const { port } = frozen.address() as AddressInfo;
  if (server === 'nobody') frozen.close();
  const away = connectGraph({ url: `bolt://127.0.0.1:${port}`, database: 'neo4j' });
  onTestFinished(async () => {
    sockets.forEach((socket) => socket.destroy());
    frozen.close();
    await away.close();
  });
  return away;
}

describe('a statement', () => {
  test('answers', async () => {
    const { records } = await run(driver, 'RETURN 1 AS one');
    expect(Number(records[0]!.get('one'))).toBe(1);
  });

  test('waits once for what comes before it, and reads after that bookmark', async () => {
    const writer = driver.session({ database: 'neo4j' });
    await writer.executeWrite((tx) => tx.run('RETURN 1'));
    let asked = 0;
    const bounded = boundedDriver(driver, {
      signal: new AbortController().signal,
      breaker: graphBreaker(),
      before: async () => ({ bookmark: writer.lastBookmarks()[(asked += 1) - 1] }),
    });
    for (let i = 0; i < 2; i += 1) await bounded.session().executeRead((tx) => tx.run('RETURN 1'));
    await writer.close();
    expect(asked).toBe(1);
  });

  test('whose request is over ends in the server too', async () => {
    const request = new AbortController();
    const seven = Math.random();
    const listed = async () => (await driver.executeQuery('SHOW TRANSACTIONS YIELD currentQuery, parameters WHERE currentQuery STARTS WITH $text AND parameters.seven = $seven RETURN count(*) AS n', { text: FOR_EVER, seven })).records[0]!.get('n').toNumber() as number;
    const answer = run(driver, FOR_EVER, { signal: request.signal, limitMs: 30_000 }, { seven });
    const refused = expect(answer).rejects.toThrow('the client left');
    await expect.poll(listed, { timeout: 10_000 }).toBe(1);
    request.abort(new Error('the client left'));
    await refused;
    await expect.poll(listed, { timeout: 10_000 }).toBe(0);
  });

  test('that takes too long is a timeout, of a server that is well', async () => {
    const breaker = graphBreaker();
    await expect(run(driver, FOR_EVER, { breaker, limitMs: 500 }, { seven: -1 })).rejects.toMatchObject({ code: 'SOURCE_TIMEOUT', details: { source: 'graph' } });
    await run(driver, 'RETURN 1', { breaker });
  });

  test('that is wrong is an error of its own', async () => {
    await expect(run(driver, 'RETURN nothing')).rejects.toMatchObject({ code: 'Neo.ClientError.Statement.SyntaxError' });
  });
});

describe('a server', () => {
  async function timed(answer: Promise<unknown>): Promise<{ code: string; ms: number }> {
    const from = performance.now();
    const error = await answer.then(() => expect.unreachable(), (cause: { code: string }) => cause);
    return { code: error.code, ms: performance.now() - from };
  }
  async function costs(away: Driver, breaker: CircuitBreakerPolicy) {
    const first = await timed(run(away, 'RETURN 1', { breaker }));
    await timed(run(away, 'RETURN 1', { breaker }));
    return { first, third: await timed(run(away, 'RETURN 1', { breaker })) };
  }

  test('that is away costs two requests a wait below three seconds, and the others none', async () => {
    const { first, third } = await costs(await driverTo('nobody'), graphBreaker());
    expect(first).toMatchObject({ code: 'SOURCE_UNAVAILABLE', ms: expect.toSatisfy((ms: number) => ms < 3_000) });
    expect(third).toMatchObject({ code: 'SOURCE_UNAVAILABLE', ms: expect.toSatisfy((ms: number) => ms < 100) });
  });

  test('that is frozen is no other', async () => {
    const { first, third } = await costs(await driverTo('frozen'), graphBreaker());
    expect(['SOURCE_UNAVAILABLE', 'SOURCE_TIMEOUT']).toContain(first.code);
    expect(first.ms).toBeLessThan(3_000);
    expect(third).toMatchObject({ code: 'SOURCE_UNAVAILABLE', ms: expect.toSatisfy((ms: number) => ms < 100) });
  });
});
