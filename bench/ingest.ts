import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importRecords } from '../src/cli/import-records.ts';
import { encode } from '../src/events/encode.ts';
import type { EventLog } from '../src/log/event-log.ts';
import type { Coordinates } from '../src/log/position.ts';
import type { Benchmark, Figure } from './support/benchmark.ts';
import { distribution } from './support/distribution.ts';
import { expectEqual } from './support/expect.ts';
import { inFlight } from './support/in-flight.ts';
import type { Lab } from './support/lab.ts';
import { openLoop } from './support/open-loop.ts';
import { connectStores } from './support/stores.ts';
import { timed } from './support/timed.ts';
import { followVisibility, type Visibility } from './support/visibility.ts';
import { workload } from './support/workload.ts';

const WARM_UP = 50_000;
const SUSTAINED = 200_000;
const IN_FLIGHT = 5_000;
const STEADY = { perSecond: 500, seconds: 20 };
const RECORDINGS = new URL('../../shared/data/recordings/', import.meta.url);
const NAMES = ['conversations', 'debates', 'provider-metrics', 'knowledge'];

export const ingest: Benchmark = {
  name: 'ingest',
  conditions: `the whole program beside its engines; the recordings cold, where they are; then ${WARM_UP} mixed events to warm up, ${SUSTAINED} as fast as they go, ` +
    `and ${STEADY.perSecond}/s over ${STEADY.seconds} s in an open loop; visible is when both projections have announced the record`,
  async run(lab) {
    await lab.program();
    const visibility = followVisibility(lab.log);
    try {
      const cold = existsSync(RECORDINGS) ? [await recordings(lab, visibility)] : [];
      const tenant = randomUUID();
      const { log } = lab;
      await appendAll(log, tenant, 0, WARM_UP, visibility);
      const ms = await timed(() => appendAll(log, tenant, WARM_UP, SUSTAINED, visibility));
      await verify(lab, tenant);

      const count = STEADY.perSecond * STEADY.seconds;
      const events = [...workload({ tenant, count, from: WARM_UP + SUSTAINED, now: Date.now() })].map(encode);
      const visible = distribution(await openLoop(STEADY.perSecond, count, async (i) => visibility.visible(await log.append(events[i]!))));
      return [
        ...cold,
        { name: 'append to visible in both stores', value: SUSTAINED / (ms / 1000), unit: 'events/s', target: { atLeast: 2_500 } },
        { name: `visible at ${STEADY.perSecond}/s, p95`, value: visible.p95, unit: 'ms', target: { atMost: 1_000 }, distribution: visible },
      ];
    } finally {
      await visibility.close();
    }
  },
};

async function recordings({ log }: Lab, visibility: Visibility): Promise<Figure> {
  const last = lastOf(log);
  let appended = 0;
  const ms = await timed(async () => {
    for (const name of NAMES) {
      const summary = await importRecords(last.log, fileURLToPath(new URL(`${name}.jsonl.gz`, RECORDINGS)), { tenant: randomUUID(), onProgress() {} });
      expectEqual(`refused of ${name}`, [...summary.refused], []);
      appended += summary.appended;
    }
    await Promise.all([...last.records()].map(visibility.visible));
  });
  return { name: `the ${appended.toLocaleString('en-US')} recorded events, cold`, value: appended / (ms / 1000), unit: 'events/s' };
}

async function appendAll(log: EventLog, tenant: string, from: number, count: number, visibility: Visibility): Promise<void> {
  const last = lastOf(log);
  await inFlight(workload({ tenant, count, from, now: Date.now() }), IN_FLIGHT, (event) => last.log.append(encode(event)));
  await Promise.all([...last.records()].map(visibility.visible));
}

/** A log that remembers where the last record of each partition lies. */
function lastOf(log: EventLog): { readonly log: EventLog; records(): Iterable<Coordinates> } {
  const last = new Map<string, Coordinates>();
  return {
    log: {
      ...log,
      async append(record) {
        const at = await log.append(record);
        const key = `${at.topic}/${at.partition}`;
        if (at.offset >= (last.get(key)?.offset ?? 0n)) last.set(key, at);
        return at;
      },
    },
    records: () => last.values(),
  };
}

/** What the stores hold of the tenant is what was said, each thing once. */
async function verify({ config }: Lab, tenant: string): Promise<void> {
  const said = { messages: 0, provider_metrics: 0, memory_events: 0 };
  const [entities, memories] = [new Set<string>(), new Set<string>()];
  for (const event of workload({ tenant, count: WARM_UP + SUSTAINED, now: Date.now() })) {
    if (event.kind === 'message.added') said.messages++;
    if (event.kind === 'provider.metrics') said.provider_metrics++;
    if (event.kind === 'memory.remembered') {
      said.memory_events++;
      memories.add(event.memoryId);
    }
    if (event.kind === 'entity.described') entities.add(event.entity.id);
    if (event.kind === 'entities.mentioned' || event.kind === 'memory.remembered') for (const { id } of event.entities) entities.add(id);
  }
  const stores = connectStores(config);
  try {
    for (const [table, count] of Object.entries(said)) expectEqual(`rows of ${table}`, await stores.rows(table, tenant), count);
    expectEqual('entities', await stores.nodes('Entity', tenant), entities.size);
    expectEqual('memories', await stores.nodes('Memory', tenant), memories.size);
  } finally {
    await stores.close();
  }
}
