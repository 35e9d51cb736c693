import { randomUUID } from 'node:crypto';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { encode } from '../src/events/encode.ts';
import type { EventLog } from '../src/log/event-log.ts';
import type { Benchmark, Figure } from './support/benchmark.ts';
import { distribution } from './support/distribution.ts';
import { expectEqual } from './support/expect.ts';
import { openLoop } from './support/open-loop.ts';

const WARM_UP = 3_000;
const STEADY = { perSecond: 100, seconds: 20 };

const OWN = 'subscription Own($type: String) { entityChanged(type: $type) { eventId kind at position cursor entityIds } }';
const JOINED = 'subscription Joined($type: String) { entityChanged(type: $type) { eventId kind at position cursor entityIds entity { id name type relatedEntities(limit: 3) { name } } } }';

export const eventToSubscriber: Benchmark = {
  name: 'event-to-subscriber',
  conditions: `the whole program; entity.described events at ${STEADY.perSecond}/s over ${STEADY.seconds} s in an open loop after ${WARM_UP} to warm up; ` +
    'one subscriber over graphql-ws; from the call of append to the frame received',
  async run(lab) {
    const { url } = await lab.program();
    const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, lazy: false, retryAttempts: 0 });
    try {
      return [
        await measure(client, lab.log, lab.config.tenant, { name: 'with its own fields', query: OWN, atMost: 50 }),
        await measure(client, lab.log, lab.config.tenant, { name: 'with joined fields', query: JOINED, atMost: 150 }),
      ];
    } finally {
      await client.dispose();
    }
  },
};

async function measure(client: Client, log: EventLog, tenant: string, { name, query, atMost }: { name: string; query: string; atMost: number }): Promise<Figure> {
  const type = `BENCH-${randomUUID()}`;
  const arrivals = new Map<string, () => void>();
  const answers = client.iterate<{ entityChanged: { eventId: string; entity?: { name: string } | null } }>({ query, variables: { type } });
  const receiving = (async () => {
    for await (const { data, errors } of answers) {
      if (errors || !data) throw new Error(JSON.stringify(errors));
      const { eventId, entity } = data.entityChanged;
      if (query === JOINED) expectEqual('the joined name', entity?.name, `Entity of ${eventId}`);
      arrivals.get(eventId)?.();
    }
  })();
  const send = async () => {
    const id = randomUUID();
    const arrived = new Promise<void>((resolve) => arrivals.set(id, resolve));
    await log.append(encode({
      kind: 'entity.described', id, tenant, at: Date.now(), version: 0n,
      entity: { id, name: `Entity of ${id}`, type, aliases: [], properties: {}, importance: 0.5 },
    }));
    await arrived;
  };
  let ended = false;
  const measured = (async () => {
    // What is sent before the server has subscribed does not come: one at a time until one does.
    for (let heard = false; !heard && !ended;) heard = await Promise.race([send().then(() => true), new Promise<boolean>((resolve) => setTimeout(resolve, 500, false))]);
    await openLoop(STEADY.perSecond, WARM_UP, send);
    return distribution(await openLoop(STEADY.perSecond, STEADY.perSecond * STEADY.seconds, send));
  })();
  try {
    const latency = await Promise.race([measured, receiving.then(() => { throw new Error('The subscription ended.'); })]);
    return { name: `${name}, p95`, value: latency.p95, unit: 'ms', target: { atMost }, distribution: latency };
  } finally {
    ended = true;
    await answers.return?.();
  }
}
