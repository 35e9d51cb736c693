import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import { encode } from '../src/events/encode.ts';
import type { NewRecord } from '../src/log/event-log.ts';
import { kafkaClient } from '../src/log/kafka-client.ts';
import type { Benchmark, Figure } from './support/benchmark.ts';
import { caughtUp } from './support/caught-up.ts';
import { distribution } from './support/distribution.ts';
import { expectEqual } from './support/expect.ts';
import { httpClient } from './support/http-client.ts';
import { inFlight } from './support/in-flight.ts';
import type { Lab } from './support/lab.ts';
import { openLoop } from './support/open-loop.ts';
import { timed } from './support/timed.ts';
import { workload } from './support/workload.ts';

const WARM_UP = 20_000;
const BULK = 100_000;
const BATCH = 2_000;
const IN_FLIGHT = 5_000;
const SINGLE = { perSecond: 1_000, seconds: 10 };
const HTTP = { one: 500, many: 10_000, connections: 64 };

const APPEND_MESSAGE = 'mutation AppendMessage($input: AppendMessageInput!) { appendMessage(input: $input) { eventId id position } }';

export const logAppend: Benchmark = {
  name: 'log-append',
  conditions: `mixed events of some 600 bytes, encoded beforehand; acks from all, idempotent, gzip; ${WARM_UP} to warm up; ${BULK} in bulk; ` +
    `${SINGLE.perSecond}/s over ${SINGLE.seconds} s in an open loop; over HTTP to the whole program, one at a time and by ${HTTP.connections} connections`,
  async run(lab) {
    await lab.stopProgram();
    const tenant = randomUUID();
    const { log } = lab;
    await inFlight(records(tenant, WARM_UP), IN_FLIGHT, log.append);

    const before = await recordsInLog(lab);
    const bulk = records(tenant, BULK, WARM_UP);
    const rate = perSecond(BULK, await timed(() => inFlight(bulk, IN_FLIGHT, log.append)));
    expectEqual('records in the log', (await recordsInLog(lab)) - before, BigInt(BULK));

    const bare = perSecond(BULK, await bareProducer(lab, bulk));

    const count = SINGLE.perSecond * SINGLE.seconds;
    const single = records(tenant, count, 2 * (WARM_UP + BULK));
    const acknowledged = distribution(await openLoop(SINGLE.perSecond, count, (i) => log.append(single[i]!)));
    return [
      { name: 'bulk append', value: rate, unit: 'events/s', target: { atLeast: 10_000 }, comparison: { with: 'bare kafkajs sendBatch', value: bare } },
      { name: `acknowledged append at ${SINGLE.perSecond}/s, p95`, value: acknowledged.p95, unit: 'ms', target: { atMost: 10 }, distribution: acknowledged },
      ...(await overHttp(lab)),
    ];
  },
};

/** The same records by kafkajs alone, in whole batches. @returns milliseconds */
async function bareProducer({ config }: Lab, appended: readonly NewRecord[]): Promise<number> {
  const producer = kafkaClient(config.kafka, 'helixgraph-bench-bare', () => {}).producer({ idempotent: true, maxInFlightRequests: 1, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  const send = async (batch: readonly NewRecord[]) => {
    const topicMessages = [...new Set(batch.map(({ topic }) => topic))].map((topic) => ({ topic, messages: batch.filter((record) => record.topic === topic) }));
    await producer.sendBatch({ acks: -1, compression: kafkajs.CompressionTypes.GZIP, topicMessages });
  };
  await send(appended.slice(0, BATCH));
  const took = await timed(async () => {
    for (let i = 0; i < appended.length; i += BATCH) await send(appended.slice(i, i + BATCH));
  });
  await producer.disconnect();
  return took;
}

async function overHttp(lab: Lab): Promise<readonly Figure[]> {
  const { url } = await lab.program();
  await caughtUp(url);
  const client = httpClient(url);
  const conversationId = randomUUID();
  const append = async (content: string) => {
    const { errors } = await client.query(APPEND_MESSAGE, { input: { conversationId, role: 'user', content } });
    if (errors) throw new Error(JSON.stringify(errors));
  };
  try {
    await inFlight(contents(HTTP.one), HTTP.connections, append);
    const one: number[] = [];
    for (const content of contents(HTTP.one)) one.push(await timed(() => append(content)));
    const single = distribution(one);
    const many = perSecond(HTTP.many, await timed(() => inFlight(contents(HTTP.many), HTTP.connections, append)));
    return [
      { name: 'mutation over HTTP, one at a time, p95', value: single.p95, unit: 'ms', distribution: single },
      { name: `mutations over HTTP, ${HTTP.connections} at a time`, value: many, unit: 'events/s' },
    ];
  } finally {
    client.close();
  }
}

function contents(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `Message ${i}: what is appended is in the log.`);
}

function records(tenant: string, count: number, from = 0): NewRecord[] {
  return [...workload({ tenant, count, from, now: Date.now() })].map(encode);
}

async function recordsInLog({ log }: Lab): Promise<bigint> {
  const marks = await log.watermarks([...new Set(records('', 100).map(({ topic }) => topic))]);
  return [...marks.values()].reduce((sum, { high }) => sum + high, 0n);
}

function perSecond(count: number, ms: number): number {
  return count / (ms / 1000);
}
