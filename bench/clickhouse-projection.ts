import { randomUUID } from 'node:crypto';
import { encode } from '../src/events/encode.ts';
import type { Event } from '../src/events/event.ts';
import { clickHouseArchive } from '../src/sources/analytics/archive.ts';
import { analyticsProjection } from '../src/processors/analytics.projection.ts';
import type { Projection } from '../src/processors/projection.ts';
import { runProjection } from '../src/processors/run.ts';
import type { Benchmark } from './support/benchmark.ts';
import { expectEqual } from './support/expect.ts';
import { inFlight } from './support/in-flight.ts';
import type { Lab } from './support/lab.ts';
import { connectStores, type Stores } from './support/stores.ts';

const WARM_UP = 100_000;
const ROWS = 400_000;
/** One event in so many is there twice. */
const REPEATED = 100;
const IN_FLIGHT = 5_000;

export const clickHouseProjection: Benchmark = {
  name: 'clickhouse-projection',
  conditions: `messages and provider metrics, one domain row each, one in ${REPEATED} repeated; read from Kafka, decoded, screened and applied with archive, identities ` +
    `and positions by the projection's own loop; ${WARM_UP} to warm up, ${ROWS} timed from the first fetch to the last position`,
  async run(lab) {
    await lab.stopProgram();
    const stores = connectStores(lab.config);
    try {
      const tenant = randomUUID();
      await append(lab, tenant, 0, WARM_UP);
      await follow(lab, stores);
      await append(lab, tenant, WARM_UP, ROWS);
      const ms = await follow(lab, stores);
      const rows = (await stores.rows('messages', tenant)) + (await stores.rows('provider_metrics', tenant));
      expectEqual('deduplicated rows', rows, WARM_UP + ROWS);
      return [{ name: 'domain rows', value: ROWS / (ms / 1000), unit: 'rows/s', target: { atLeast: 50_000 } }];
    } finally {
      await stores.close();
    }
  },
};

async function append({ log }: Lab, tenant: string, from: number, count: number): Promise<void> {
  await inFlight(events(tenant, from, count), IN_FLIGHT, (event) => log.append(encode(event)));
}

/** Runs the projection until the store has all that is in the log. @returns milliseconds from the first batch to the last */
async function follow({ log }: Lab, { client }: Stores): Promise<number> {
  const projection = analyticsProjection({ client });
  const marks = await log.watermarks(projection.topics);
  let [began, ended] = [0, 0];
  let finish = () => {};
  const finished = new Promise<void>((resolve) => { finish = resolve; });
  const reached = new Map([...(await projection.positions([...marks.keys()]))].map(([key, { next }]) => [key, next]));
  const timed: Projection = {
    ...projection,
    screen(decoded) {
      began ||= performance.now();
      return projection.screen(decoded);
    },
    async apply(slices) {
      const answer = await projection.apply(slices);
      for (const { partition, to } of slices) reached.set(partition, to);
      if ([...marks].every(([key, { high }]) => (reached.get(key) ?? 0n) >= high)) {
        ended = performance.now();
        finish();
      }
      return answer;
    },
  };
  const running = runProjection({
    projection: timed, log, archive: clickHouseArchive(client), epochs: new Map(), defaultTenant: 'default', reportsUndecodable: true,
    warn: (message, facts) => process.stderr.write(`${message} ${JSON.stringify(facts)}\n`),
  });
  await finished;
  await running.stop();
  return ended - began;
}

function* events(tenant: string, from: number, count: number): Generator<Event> {
  for (let i = from; i < from + count; i++) {
    const event = eventOf(tenant, i);
    yield event;
    if (i % REPEATED === 0) yield event;
  }
}

function eventOf(tenant: string, i: number): Event {
  const occurrence = { id: `event-${i}`, tenant, at: 1_750_000_000_000 + i, version: 0n };
  if (i % 2 === 0)
    return {
      kind: 'provider.metrics', ...occurrence, provider: 'openai', model: `gpt-${i % 7}`, requestId: `request-${i}`, success: true,
      responseTimeMs: 200 + i % 1000, tokens: 700, promptTokens: 300, completionTokens: 400, costUsd: 0.002, confidence: 0.8,
    };
  return {
    kind: 'message.added', ...occurrence, conversationId: `conversation-${Math.floor(i / 40)}`, userId: `user-${i % 97}`, messageId: `message-${i}`,
    message: { messageId: `message-${i}`, role: 'assistant', content: `${i}: what was said, in about as many words as a short answer has.`, model: 'gpt-4o', tokens: 20 },
  };
}
