import { describe, expect, test } from 'vitest';
import { decode } from '../../src/events/decode.ts';
import { type EncodedEvent, encode } from '../../src/events/encode.ts';
import type { Event, EventKind, EventOf } from '../../src/events/event.ts';
import { topics } from '../../src/events/topics.ts';
import { landmarks } from '../../src/sample/landmarks.ts';
import { sample } from '../../src/sample/sample.ts';

const NOW = Date.UTC(2025, 5, 1, 12);
const DAY = 86_400_000;

const records = [...sample({ now: NOW })];
const events = records.map(toEvent);

function toEvent({ topic, value, headers }: EncodedEvent): Event {
  return decode({ topic, headers, value: Buffer.from(value), appendedAt: NOW }, 'default');
}

function of<K extends EventKind>(kind: K, among: readonly Event[] = events): readonly EventOf<K>[] {
  return among.filter((event): event is EventOf<K> => event.kind === kind);
}

function grouped<T>(items: readonly T[], by: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(by(item));
    if (group) group.push(item);
    else groups.set(by(item), [item]);
  }
  return groups;
}

describe('what a sample is', () => {
  test('the same seed and time give the same bytes', () => {
    expect([...sample({ now: NOW })]).toEqual(records);
  });

  test('another seed gives another story; another day the same story with new event ids', () => {
    expect([...sample({ now: NOW, seed: 'another' })]).not.toEqual(records);
    const tomorrow = [...sample({ now: NOW + DAY })].map(toEvent);
    expect(of('message.added', tomorrow).map(({ message }) => message.content)).toEqual(of('message.added').map(({ message }) => message.content));
    const ids = new Set(events.filter(({ id }) => id.startsWith('evt-')).map(({ id }) => id));
    expect(tomorrow.filter(({ id }) => ids.has(id))).toEqual([]);
  });

  test('it is a few thousand records of the last 30 days, on topics of the platform', () => {
    expect(records.length).toBeGreaterThan(3000);
    expect(records.length).toBeLessThan(6000);
    expect(Math.max(...events.map(({ at }) => at))).toBeLessThanOrEqual(NOW);
    expect(Math.min(...events.map(({ at }) => at))).toBeGreaterThanOrEqual(NOW - 30 * DAY);
    const names = topics.map(({ name }) => name);
    expect(records.filter(({ topic }) => !names.includes(topic))).toEqual([]);
  });

  test('as many records as asked for, each telling with ids of its own', () => {
    const many = [...sample({ now: NOW, events: 12_000 })];
    expect(many).toHaveLength(12_000);
    expect(many.slice(0, records.length)).toEqual(records);
    const first = new Set(of('conversation.started').map(({ conversationId }) => conversationId));
    const later = of('conversation.started', many.slice(records.length).map(toEvent)).map(({ conversationId }) => conversationId);
    expect(later.length).toBeGreaterThan(50);
    expect(later.filter((id) => first.has(id))).toEqual([]);
  });

  test('two samples with prefixes of their own share no id', () => {
    const idsOf = (idPrefix: string) => {
      const told = [...sample({ now: NOW, idPrefix })].map(toEvent);
      return new Set([...told.map(({ id }) => id), ...of('message.added', told).map(({ messageId }) => messageId), ...of('entity.described', told).map(({ entity }) => entity.id)]);
    };
    const [a, b] = [idsOf('a-'), idsOf('b-')];
    expect([...a].filter((id) => b.has(id))).toEqual([]);
  });

  test('a telling is made only when it is asked for', () => {
    const endless = sample({ now: NOW, events: 1e12 });
    expect(endless.next().done).toBe(false);
    endless.return();
  });
});

describe('what is in a sample', () => {
  test('what a real platform does', () => {
    const kinds = new Set(events.map(({ kind }) => kind));
    const promised: readonly EventKind[] = [
      'conversation.started', 'conversation.completed', 'conversation.status', 'message.added', 'message.updated', 'message.deleted', 'entities.mentioned',
      'conversation.compressed', 'conversation.context', 'debate.started', 'debate.round', 'debate.completed', 'entity.described', 'entity.removed',
      'entity.merged', 'entities.linked', 'entities.unlinked', 'memory.remembered', 'memory.revised', 'memory.merged', 'memory.forgotten',
      'provider.metrics', 'debate.metrics', 'conversation.metrics',
    ];
    expect(promised.filter((kind) => !kinds.has(kind))).toEqual([]);
    expect(new Set(of('debate.completed').map(({ outcome }) => outcome))).toEqual(new Set(['successful', 'abandoned', 'error']));
    expect(of('provider.metrics').some(({ success }) => !success)).toBe(true);
    expect(new Set(of('entity.described').map(({ entity }) => entity.type))).toEqual(new Set(['TECH', 'CONCEPT', 'ORG', 'PERSON']));
  });

  test('several tenants, the default one largest, with different things under the same ids', () => {
    const counts = grouped(events, ({ tenant }) => tenant);
    expect([...counts.keys()].sort()).toEqual(['acme', 'default', 'globex']);
    expect(counts.get('default')!.length).toBeGreaterThan(counts.get('acme')!.length);
    const names = new Map(of('entity.described').filter(({ entity }) => entity.id === 'person-1').map(({ tenant, entity }) => [tenant, entity.name]));
    expect(names.size).toBe(3);
    expect(new Set(names.values()).size).toBeGreaterThan(1);
  });

  test('some records come twice, and then they are the same; no id stands for two contents', () => {
    const byId = grouped(records.map((record, i) => ({ record, event: events[i]! })), ({ event }) => `${event.tenant} ${event.id}`);
    const repeated = [...byId.values()].filter((all) => all.length > 1);
    expect(repeated.length).toBeGreaterThan(20);
    for (const [first, ...others] of repeated) for (const other of others) expect(other.record).toEqual(first!.record);
  });

  test('some records come late: a relation before its ends, an edit before its message', () => {
    const described = new Map<string, number>();
    events.forEach((event, i) => event.kind === 'entity.described' && !described.has(event.tenant + event.entity.id) && described.set(event.tenant + event.entity.id, i));
    const early = events.filter((event, i) => event.kind === 'entities.linked' && (described.get(event.tenant + event.relation.sourceId) ?? Infinity) > i);
    expect(early.length).toBeGreaterThan(0);
    const overtaken = events.filter((event, i) => i > 0 && event.at < events[i - 1]!.at - 60_000);
    expect(overtaken.length).toBeGreaterThan(20);
  });

  test("some records are in HelixAgent's own shapes", () => {
    const values = records.map(({ value }) => JSON.parse(value) as Record<string, unknown>);
    expect(values.some((value) => typeof value['payload'] === 'string')).toBe(true);
    expect(values.some((value) => value['event_type'] === 'message.added' && value['user_id'] !== undefined)).toBe(true);
    expect(values.some((value) => typeof value['message'] === 'string')).toBe(true);
    const topicsUsed = new Set(records.map(({ topic }) => topic));
    for (const topic of ['helixagent.debates.completed', 'helixagent.relationships.updates', 'conversation-events']) expect(topicsUsed).toContain(topic);
  });

  test('what an entity was merged into exists, and so do the messages of a memory', () => {
    const messages = new Set(of('message.added').map(({ tenant, messageId }) => `${tenant} ${messageId}`));
    for (const { tenant, sourceMessageIds } of of('memory.remembered')) for (const id of sourceMessageIds) expect(messages).toContain(`${tenant} ${id}`);
    const entities = new Set(of('entity.described').map(({ tenant, entity }) => `${tenant} ${entity.id}`));
    for (const { tenant, sourceId, targetId } of of('entity.merged')) expect([...entities]).toEqual(expect.arrayContaining([`${tenant} ${sourceId}`, `${tenant} ${targetId}`]));
  });
});

describe('the landmarks fill every part of a briefing', () => {
  const mine = events.filter(({ tenant }) => tenant === landmarks.tenant);
  const welcome = mine.filter((event) => 'conversationId' in event && event.conversationId === landmarks.conversationId);

  test('a user with a name and at least five memories', () => {
    expect(of('conversation.started', welcome)).toMatchObject([{ userId: landmarks.userId, userName: landmarks.userName, title: expect.any(String) }]);
    expect(of('memory.remembered', mine).filter(({ userId }) => userId === landmarks.userId).length).toBeGreaterThanOrEqual(5);
  });

  test('entities with neighbours, with mentions on several of the last 14 days, and with memories that have sources', () => {
    const ids = new Set(of('entities.mentioned', welcome).flatMap(({ entities }) => entities.map(({ id }) => id)));
    expect(ids.size).toBeGreaterThan(5);
    expect(ids).toContain(landmarks.entityId);
    const linked = of('entities.linked', mine).filter(({ relation }) => [relation.sourceId, relation.targetId].includes(landmarks.entityId));
    expect(linked.length).toBeGreaterThan(3);
    const days = of('entities.mentioned', mine)
      .filter(({ at, entities }) => at > NOW - 14 * DAY && entities.some(({ id }) => id === landmarks.entityId))
      .map(({ at }) => Math.floor(at / DAY));
    expect(new Set(days).size).toBeGreaterThan(3);
    const messages = new Set(of('message.added', welcome).map(({ messageId }) => messageId));
    const notes = of('memory.remembered', welcome).filter(({ entities }) => entities.some(({ id }) => id === landmarks.entityId));
    expect(notes.length).toBeGreaterThan(1);
    for (const { sourceMessageIds } of notes) {
      expect(sourceMessageIds.length).toBeGreaterThan(0);
      for (const id of sourceMessageIds) expect(messages).toContain(id);
    }
  });

  test('a debate with rounds and a winner, whose requests of the last seven days have a cost', () => {
    const [completed] = of('debate.completed', welcome);
    expect(completed).toMatchObject({ debateId: landmarks.debateId, outcome: 'successful', topic: expect.any(String), conclusion: expect.any(String) });
    const rounds = of('debate.round', welcome);
    expect(new Set(rounds.map(({ round }) => round.roundId)).size).toBe(9);
    for (const { round } of rounds) expect(round).toMatchObject({ model: expect.any(String), confidence: expect.any(Number) });
    const requests = of('provider.metrics', mine).filter(({ model, at }) => model === completed!.winner!.model && at > NOW - 7 * DAY);
    expect(requests.length).toBeGreaterThan(3);
    expect(requests.some(({ costUsd }) => (costUsd ?? 0) > 0)).toBe(true);
  });

  test('a summary that stands for the oldest messages, and messages after it', () => {
    const [compressed] = of('conversation.compressed', welcome);
    expect(compressed!.summary).toBeTypeOf('string');
    const messages = new Set(of('message.added', welcome).map(({ messageId }) => messageId));
    expect(messages.size).toBeGreaterThan(compressed!.originalMessages!);
  });

  test('the entity that is merged away, and the far end of a path', () => {
    expect(of('entity.merged', mine).map(({ sourceId }) => sourceId)).toContain(landmarks.mergedEntityId);
    expect(of('entity.described', mine).map(({ entity }) => entity.id)).toContain(landmarks.farEntityId);
  });
});

test('what was written by us reads back as itself', () => {
  for (const event of events.filter(({ id }) => id.startsWith('evt-'))) expect(toEvent(encode(event))).toEqual(event);
});
