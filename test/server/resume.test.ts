import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { kafkaLog } from '../../src/log/kafka.ts';
import { positionCodec } from '../../src/log/position-codec.ts';
import { merge, partitionOf, type Point, type TopicPartition } from '../../src/log/position.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { follow, webSocketClient } from '../support/follow.ts';
import { say } from '../support/say.ts';

const QUERY = 'subscription ($debateId: ID, $after: String) { debateEvents(debateId: $debateId, after: $after) { eventId kind cursor } }';

interface DebateEvent {
  readonly eventId: string;
  readonly kind: string;
  readonly cursor: string;
}

const codec = positionCodec(Buffer.from(inject('positionKey'), 'hex'));
let api: TestApi;
beforeAll(async () => { api = await startApi(); });
afterAll(() => api.stop());

/** The first events of a subscription: it is left when it has delivered so many. */
async function delivered(of: TestApi, variables: { debateId?: string; after?: string }, count: number): Promise<readonly DebateEvent[]> {
  const client = webSocketClient(of);
  const events: DebateEvent[] = [];
  for await (const { data, errors } of follow(client, QUERY, variables)) {
    if (errors) throw new Error(JSON.stringify(errors));
    if (events.push(data['debateEvents']) === count) break;
  }
  client.dispose();
  return events;
}

/** Where the log ends for an API. */
const end = async (of: TestApi): Promise<string> => (await of.query('{ position }')).data['position'];

/** What a subscription is refused with. */
async function refusal(of: TestApi, variables: { debateId?: string; after?: string }) {
  const client = webSocketClient(of);
  const { errors } = (await follow(client, QUERY, variables).next().catch((refused: unknown) => ({ value: { errors: refused } }))).value;
  client.dispose();
  return errors[0].extensions;
}

const debate = (debateId: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ['recordRound', { eventId: `${debateId}-${from + i}`, debateId, round: from + i + 1, provider: 'p', model: 'm' }] as const);
const idsOf = (events: readonly DebateEvent[]) => events.map(({ eventId }) => eventId);
const ids = (debateId: string, from: number, to: number) => Array.from({ length: to - from }, (_, i) => `${debateId}-${from + i}`);

/** Resolves when both stores, and so the archive, hold what was said. */
async function stored(minPosition: readonly string[]): Promise<void> {
  const { errors } = await api.query('{ entity(id: "any") { name } activity(bucket: DAY, last: 1) { start } }', {}, { minPosition });
  expect(errors).toBeUndefined();
}

describe('a subscription that resumes delivers exactly what came after its cursor, in its order', () => {
  it('from the ring', async () => {
    const debateId = randomUUID();
    const origin = await end(api);
    await say(api, ...debate(debateId, 0, 8));
    const all = await delivered(api, { debateId, after: origin }, 8);
    expect(idsOf(all)).toEqual(ids(debateId, 0, 8));
    for (const at of [0, 3, 6]) {
      expect(idsOf(await delivered(api, { debateId, after: all[at]!.cursor }, 7 - at))).toEqual(ids(debateId, at + 1, 8));
    }
  });

  it('from the archive, then from the ring, then live, also after Kafka was trimmed', async () => {
    const [debateId, otherId] = [randomUUID(), randomUUID()];
    const origin = await end(api);
    await stored(await say(api, ...debate(debateId, 0, 4), ...debate(otherId, 0, 4), ...debate(debateId, 4, 6)));
    const later = await startApi(api.tenant);
    const all = await delivered(later, { debateId, after: origin }, 6);
    expect(idsOf(all)).toEqual(ids(debateId, 0, 6));

    const positions = await say(api, ...debate(debateId, 6, 9));
    expect(idsOf(await delivered(later, { debateId, after: all[1]!.cursor }, 7))).toEqual(ids(debateId, 2, 9));

    await stored(positions);
    const log = kafkaLog({ kafka: api.config.kafka!, clientId: 'test', epochs: new Map(), log: () => {} });
    const [key, { next }] = [...codec.decode(positions.at(-1)!, api.tenant)][0]!;
    const low = async () => (await log.watermarks([partitionOf(key).topic])).get(key)!.low;
    expect(await low()).toBeLessThan(next);
    await log.trim(new Map([[key, next]]));
    expect(await low()).toBe(next);
    await log.close();
    const latest = await startApi(api.tenant);
    const resumed = delivered(latest, { debateId, after: all[1]!.cursor }, 9);
    await say(api, ...debate(debateId, 9, 11));
    expect(idsOf(await resumed)).toEqual(ids(debateId, 2, 11));
    await Promise.all([later.stop(), latest.stop()]);
  });

  it('of many debates at once: each in the order in which it happened, from a cursor amid the archive', async () => {
    const alone = await startApi();
    const origin = await end(alone);
    const debates = Array.from({ length: 6 }, () => randomUUID());
    await Promise.all(debates.map((debateId) => say(alone, ...debate(debateId, 0, 5))));
    const all = await delivered(alone, { after: origin }, 30);
    const later = await startApi(alone.tenant);
    const first = await delivered(later, { after: origin }, 11);
    const resumed = await delivered(later, { after: first.at(-1)!.cursor }, 19);
    const joined = [...first, ...resumed];
    expect(new Set(idsOf(joined)).size).toBe(30);
    for (const events of [all, joined])
      for (const debateId of debates) expect(idsOf(events).filter((id) => id.startsWith(debateId))).toEqual(ids(debateId, 0, 5));
    await Promise.all([alone.stop(), later.stop()]);
  });
});

it('a cursor that another replica gave out, which was further, repeats nothing, and never goes back', async () => {
  const debateId = randomUUID();
  const origin = await end(api);
  const [written] = await say(api, ...debate(debateId, 0, 1));
  const [[key, { epoch, next }]] = [...codec.decode(written!, api.tenant)] as [[TopicPartition, Point]];
  const [{ cursor }] = (await delivered(api, { debateId, after: origin }, 1)) as [DebateEvent];
  const ahead = codec.encode(merge(codec.decode(cursor, api.tenant), new Map([[key, { epoch, next: next + 1_000n }]])), api.tenant);

  const client = webSocketClient(api);
  const [behind, further] = [follow(client, QUERY, { debateId, after: cursor }), follow(client, QUERY, { after: ahead })];
  const [first, nothing] = [behind.next(), further.next()];
  await follow(client, '{ __typename }').next();
  await say(api, ...debate(debateId, 1, 2));
  expect((await first).value.data['debateEvents'].eventId).toBe(`${debateId}-1`);
  // Debates of other partitions come, with a cursor that keeps what the other replica had seen.
  const other = await inAnotherPartition(key);
  const { eventId, cursor: kept } = (await nothing).value.data['debateEvents'];
  expect(eventId).toBe(other);
  expect(codec.decode(kept, api.tenant).get(key)).toEqual({ epoch, next: next + 1_000n });
  await Promise.all([behind.return!(), further.return!()]);
  client.dispose();
});

/** Says something in a debate of another partition; its event's id. */
async function inAnotherPartition(than: TopicPartition): Promise<string> {
  for (;;) {
    const debateId = randomUUID();
    const [position] = await say(api, ...debate(debateId, 0, 1));
    if (!codec.decode(position!, api.tenant).has(than)) return `${debateId}-0`;
  }
}

describe('a cursor is refused', () => {
  it('with EPOCH_CHANGED when its topic was made anew, and told the earliest that loses nothing', async () => {
    const debateId = randomUUID();
    const alone = await startApi();
    const origin = await end(alone);
    const [position] = await say(alone, ...debate(debateId, 0, 2));
    const older = new Map([...codec.decode(origin, alone.tenant), ...[...codec.decode(position!, alone.tenant)].map(([key, { next }]) => [key, { epoch: 7, next }] as const)]);
    const refused = await refusal(alone, { after: codec.encode(older, alone.tenant) });
    expect(refused).toMatchObject({ code: 'EPOCH_CHANGED', retryable: false, earliestCursor: expect.any(String) });
    expect(idsOf(await delivered(alone, { debateId, after: refused['earliestCursor'] }, 2))).toEqual(ids(debateId, 0, 2));
    await alone.stop();
  });

  it('with POSITION_INVALID when it is of another tenant', async () => {
    const other = await startApi();
    expect(await refusal(other, { after: await end(api) })).toMatchObject({ code: 'POSITION_INVALID' });
    await other.stop();
  });
});
