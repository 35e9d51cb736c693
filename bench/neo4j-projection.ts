import { randomUUID } from 'node:crypto';
import { statements } from '../src/domain/graph/statements.ts';
import type { EntityDescribed } from '../src/events/event.ts';
import { graphProjection } from '../src/processors/graph.projection.ts';
import type { Projection, Slice } from '../src/processors/projection.ts';
import { encode, type Properties } from '../src/sources/graph/node-codec.ts';
import type { Benchmark } from './support/benchmark.ts';
import { median } from './support/distribution.ts';
import { expectEqual } from './support/expect.ts';
import { connectStores, type Stores } from './support/stores.ts';
import { timed } from './support/timed.ts';

const LANES = 4;
const BATCH = 1_000;
const WARM_UP = 20_000;
const ROUND = 20_000;
const ROUNDS = 3;

export const neo4jProjection: Benchmark = {
  name: 'neo4j-projection',
  conditions: `entity.described events of new entities from memory, screened and applied in batches of ${BATCH} over ${LANES} lanes; ${WARM_UP} to warm up; ` +
    `${ROUNDS} rounds of ${ROUND}, alternating with the driver's UNWIND MERGE of the same properties on the same indexes`,
  async run(lab) {
    await lab.stopProgram();
    const stores = connectStores(lab.config);
    const { database } = lab.config.neo4j;
    const projection = graphProjection({ driver: stores.driver, database });
    const [ours, bare] = [randomUUID(), randomUUID()];
    try {
      await project(projection, described(ours, 0, WARM_UP));
      await merge(stores, database, rows(described(bare, 0, WARM_UP)));
      const rates = { ours: [] as number[], bare: [] as number[] };
      for (let from = WARM_UP; from < WARM_UP + ROUNDS * ROUND; from += ROUND) {
        const events = described(ours, from, ROUND);
        rates.ours.push(ROUND / ((await timed(() => project(projection, events))) / 1000));
        const same = rows(described(bare, from, ROUND));
        rates.bare.push(ROUND / ((await timed(() => merge(stores, database, same))) / 1000));
      }
      for (const tenant of [ours, bare]) expectEqual('entities', await stores.nodes('Entity', tenant), WARM_UP + ROUNDS * ROUND);
      return [{
        name: 'new entities', value: median(rates.ours), unit: 'nodes/s', target: { atLeast: 5_000 },
        comparison: { with: 'bare UNWIND MERGE', value: median(rates.bare), target: { atLeast: 0.6 } },
      }];
    } finally {
      await stores.close();
    }
  },
};

/** As the loop of `processors/run.ts` does: each lane applies its batches one after another. */
async function project(projection: Projection, events: readonly EntityDescribed[]): Promise<void> {
  await inLanes(events, async (batch, lane, at) => {
    const partition = `bench-${batch[0]!.id}/${lane}` as const;
    const decoded = batch.map((event, i) => ({
      record: { topic: 'bench', partition: lane, epoch: 0, offset: BigInt(at + i), key: event.entity.id, value: null, headers: {}, appendedAt: event.at },
      outcome: { event },
    }));
    const slice: Slice = { partition, epoch: 0, from: 0n, to: BigInt(batch.length), decoded };
    expectEqual('refused', (await projection.screen(decoded)).size, 0);
    await projection.apply([slice]);
  });
}

async function merge({ driver }: Stores, database: string, all: readonly Properties[]): Promise<void> {
  await inLanes(all, async (batch) => {
    const session = driver.session({ database });
    try {
      await session.executeWrite((tx) => tx.run('UNWIND $rows AS row MERGE (n:EntityRecord {tenant: row.tenant, id: row.id}) SET n += row, n:Entity', { rows: batch }));
    } finally {
      await session.close();
    }
  });
}

async function inLanes<T>(all: readonly T[], work: (batch: readonly T[], lane: number, at: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: LANES }, async (_, lane) => {
    for (let at = lane * BATCH; at < all.length; at += LANES * BATCH) await work(all.slice(at, at + BATCH), lane, at);
  }));
}

function described(tenant: string, from: number, count: number): EntityDescribed[] {
  return Array.from({ length: count }, (_, i) => {
    const n = from + i;
    return {
      kind: 'entity.described', id: `event-${n}`, tenant, at: 1_700_000_000_000 + n, version: 0n,
      entity: {
        id: `entity-${n}`, name: `Entity ${n}`, type: n % 3 ? 'TECH' : 'CONCEPT', value: `What is said about the entity ${n}.`,
        aliases: [`E${n}`], properties: {}, confidence: 0.9, importance: (n % 100) / 100,
      },
    };
  });
}

/** The properties that the projection writes for the same events. */
function rows(events: readonly EntityDescribed[]): Properties[] {
  return events.flatMap((event) => statements(event).things.map(({ kind, tenant, id, state }) => ({ tenant, id, ...encode(kind, state) })));
}
