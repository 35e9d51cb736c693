import { randomUUID } from 'node:crypto';
import type { Event } from '../src/events/event.ts';
import type { Benchmark, Figure } from './support/benchmark.ts';
import { distribution, median } from './support/distribution.ts';
import { expectEqual } from './support/expect.ts';
import { httpClient } from './support/http-client.ts';
import { inFlight } from './support/in-flight.ts';
import type { Lab } from './support/lab.ts';
import { say } from './support/say.ts';
import { startContestant } from './support/start-contestant.ts';
import { statementsOf } from './support/statements.ts';
import { connectStores } from './support/stores.ts';
import { timed } from './support/timed.ts';

const ENTITIES = 100;
const MENTIONS = 20;
const WARM_UP = 60;
const ROUNDS = 200;
const MEMORY = { warmUp: 2_000, requests: 4_000, rounds: 3, connections: 16 };
const DAY = 86_400_000;

const QUERY = `query Joined($type: String!) {
  entities(where: { type: { eq: $type } }, sort: [{ importance: DESC }], limit: ${ENTITIES}) {
    id
    name
    type
    importance
    activity(bucket: WEEK, last: 4) { start mentions }
  }
}`;

export const joinedQuery: Benchmark = {
  name: 'joined-query',
  conditions: `${ENTITIES} entities, each with its mentions in four weeks, no answer cached; ${WARM_UP} to warm up, ${ROUNDS} rounds, one request at a time, alternating with ` +
    `the same Cypher and SQL by their drivers and with Apollo on Express; then the rows from memory, ${MEMORY.requests} requests by ${MEMORY.connections} connections, the median of ${MEMORY.rounds} rounds`,
  async run(lab) {
    return [...(await fromStores(lab)), ...(await fromMemory(lab))];
  },
};

async function fromStores(lab: Lab): Promise<readonly Figure[]> {
  const { url } = await lab.program();
  const type = `JOINED-${randomUUID()}`;
  await say(lab, events(lab.config.tenant, type));
  const stores = connectStores(lab.config);
  const other = await startContestant(lab.config, { execution: 'apollo-on-express', rows: 'stores' });
  const clients = [httpClient(url), httpClient(other.url)] as const;
  try {
    const statements = await statementsOf(QUERY, { type }, { stores, database: lab.config.neo4j.database, tenant: lab.config.tenant });
    expectEqual('statements', [statements.cypher.length, statements.sql.length], [1, 1]);
    const [ours, theirs] = await Promise.all(clients.map((client) => client.query(QUERY, { type })));
    expectEqual('the answer of Apollo on Express', theirs!.data, ours!.data);
    expectEqual('entities', ours!.data.entities.length, ENTITIES);
    expectEqual('mentions', ours!.data.entities.flatMap(({ activity }: any) => activity).reduce((sum: number, { mentions }: any) => sum + mentions, 0), ENTITIES * MENTIONS);

    const body = JSON.stringify({ query: QUERY, variables: { type } });
    const ways = [() => clients[0].fetch(body), () => statements.ask(), () => clients[1].fetch(body)];
    const times: number[][] = ways.map(() => []);
    for (let i = 0; i < WARM_UP + ROUNDS; i++)
      for (const [way, ask] of ways.entries()) {
        const ms = await timed(ask);
        if (i >= WARM_UP) times[way]!.push(ms);
      }
    const [answered, bare, express] = times.map(distribution);
    return [
      { name: 'from the stores, p50', value: answered!.p50, unit: 'ms', distribution: answered!, comparison: { with: 'its Cypher and SQL by driver', value: bare!.p50, target: { atMost: 1.25 } } },
      { name: 'from the stores, p50', value: answered!.p50, unit: 'ms', comparison: { with: 'Apollo on Express', value: express!.p50 } },
    ];
  } finally {
    for (const client of clients) client.close();
    await Promise.all([other.stop(), stores.close()]);
  }
}

async function fromMemory(lab: Lab): Promise<readonly Figure[]> {
  await lab.stopProgram();
  const contestants = await Promise.all((['ours', 'apollo-on-express'] as const).map((execution) => startContestant(lab.config, { execution, rows: 'memory' })));
  const clients = contestants.map(({ url }) => httpClient(url));
  try {
    const [ours, theirs] = await Promise.all(clients.map((client) => client.query(QUERY, { type: 'TECH' })));
    expectEqual('the answer of Apollo on Express', theirs!.data, ours!.data);
    const body = JSON.stringify({ query: QUERY, variables: { type: 'TECH' } });
    const load = (way: number, requests: number) => inFlight(Array.from({ length: requests }), MEMORY.connections, () => clients[way]!.fetch(body));
    const rates: number[][] = [[], []];
    const cpu: number[][] = [[], []];
    for (let round = 0; round <= MEMORY.rounds; round++)
      for (const way of [0, 1]) {
        const requests = round === 0 ? MEMORY.warmUp : MEMORY.requests;
        const before = await contestants[way]!.cpuMs();
        const ms = await timed(() => load(way, requests));
        if (round === 0) continue;
        rates[way]!.push(requests / (ms / 1000));
        cpu[way]!.push((1000 * ((await contestants[way]!.cpuMs()) - before)) / requests);
      }
    return [
      { name: 'rows from memory', value: median(rates[0]!), unit: 'requests/s', comparison: { with: 'Apollo on Express', value: median(rates[1]!), target: { atLeast: 4 } } },
      { name: 'rows from memory, CPU of the server', value: median(cpu[0]!), unit: 'µs a request', comparison: { with: 'Apollo on Express', value: median(cpu[1]!) } },
    ];
  } finally {
    for (const client of clients) client.close();
    await Promise.all(contestants.map((one) => one.stop()));
  }
}

function* events(tenant: string, type: string): Generator<Event> {
  const now = Date.now();
  for (let i = 0; i < ENTITIES; i++) {
    const entity = { id: `${type}-${i}`, name: `Entity ${i}`, type, aliases: [], properties: {}, importance: i / ENTITIES };
    yield { kind: 'entity.described', id: randomUUID(), tenant, at: now, version: 0n, entity };
    for (let n = 0; n < MENTIONS; n++)
      yield { kind: 'entities.mentioned', id: randomUUID(), tenant, at: now - n * DAY, version: 0n, conversationId: `${type}-c${n}`, entities: [entity] };
  }
}
