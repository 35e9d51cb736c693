import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importRecords, type ImportSummary } from '../../src/cli/import-records.ts';
import type { Event, EventKind, EventOf } from '../../src/events/event.ts';
import { decode } from '../../src/events/decode.ts';
import type { EventLog } from '../../src/log/event-log.ts';
import { kafkaLog } from '../../src/log/kafka.ts';
import { startApi, testConfig, type TestApi } from '../support/api.ts';
import { caughtUp } from '../support/caught-up.ts';
import { recordings, type RecordingName } from '../support/recordings.ts';

const recorded = recordings();
const NAMES: readonly RecordingName[] = ['conversations', 'debates', 'provider-metrics', 'knowledge'];

describe.runIf(recorded.available)('the recordings, imported whole', () => {
  let api: TestApi;
  let log: EventLog;
  const events: Event[] = [];
  const of = <K extends EventKind>(kind: K) => events.filter((event): event is EventOf<K> & Event => event.kind === kind);

  beforeAll(async () => {
    api = await startApi();
    log = kafkaLog({ kafka: testConfig(api.tenant).kafka!, clientId: 'test', epochs: new Map(), log: () => {} });
    for (const name of NAMES) for await (const record of recorded.read(name)) events.push(decode({ ...record, appendedAt: record.timestamp }, api.tenant));
    await importAll();
  }, 300_000);
  afterAll(async () => {
    await log?.close();
    await api?.stop();
  });

  async function importAll(): Promise<readonly ImportSummary[]> {
    const summaries: ImportSummary[] = [];
    for (const name of NAMES) summaries.push(await importRecords(log, recorded.path(name), { tenant: api.tenant, onProgress: () => {} }));
    await caughtUp(log);
    return summaries;
  }

  async function sizes(): Promise<Record<string, number>> {
    const { data } = await api.query('{ platform { sizes { store name count } } }');
    return Object.fromEntries((data.platform.sizes as { store: string; name: string; count: number }[]).map(({ name, count }) => [name, count]));
  }

  it('have every entity, relationship, message, memory, round and request once', async () => {
    const entities = new Set([...of('entity.described').map(({ entity }) => entity.id), ...of('memory.remembered').flatMap((event) => event.entities.map(({ id }) => id))]);
    expect(await sizes()).toMatchObject({
      Entity: entities.size,
      // an entity is not shown as related to itself
      RELATED_TO: new Set(of('entities.linked').filter(({ relation }) => relation.sourceId !== relation.targetId).map(({ relation }) => relation.id)).size,
      Memory: of('memory.remembered').length,
      Conversation: of('conversation.started').length,
      Debate: of('debate.completed').length,
      messages: of('message.added').length,
      debate_rounds: of('debate.round').length,
      provider_metrics: of('provider.metrics').length,
      archive: events.length,
    });
  });

  it('have each conversation with its messages in their order', async () => {
    const byConversation = grouped(of('message.added'), (event) => event.conversationId);
    for (const [id, messages] of byConversation) {
      const { data, errors } = await api.query('query ($id: ID!) { conversation(id: $id) { messages(first: 50) { totalCount nodes { content role } } } }', { id });
      expect(errors).toBeUndefined();
      expect(data.conversation.messages.totalCount).toBe(messages.length);
      const expected = [...messages].sort((a, b) => Number(a.sequence! - b.sequence!)).slice(0, 50);
      expect(data.conversation.messages.nodes).toEqual(expected.map(({ message: { content, role } }) => ({ content, role })));
    }
  });

  it('have figures of providers that equal those computed from the file', async () => {
    const metrics = of('provider.metrics');
    const until = new Date(Math.max(...metrics.map(({ at }) => at)) + 1).toISOString();
    const { data } = await api.query(
      `query ($until: DateTime!) { performance(last: "8760h", until: $until, limit: 100) { providerName modelName performance { requests errors errorRate p50LatencyMs p95LatencyMs p99LatencyMs tokens } } }`,
      { until },
    );
    const models = grouped(metrics, ({ provider, model }) => `${provider}/${model}`);
    expect(data.performance).toHaveLength(models.size);
    for (const { providerName, modelName, performance } of data.performance) {
      const own = models.get(`${providerName}/${modelName}`)!;
      const failed = own.filter(({ success }) => !success).length;
      expect(performance).toMatchObject({ requests: own.length, errors: failed, tokens: own.reduce((sum, { tokens }) => sum + tokens, 0) });
      expect(performance.errorRate).toBeCloseTo(failed / own.length, 9);
      const latencies = own.map(({ responseTimeMs }) => responseTimeMs).sort((a, b) => a - b);
      expect(latencies.some((ms) => Math.abs(ms - performance.p50LatencyMs) < 1e-6)).toBe(true);
      expect(performance.p50LatencyMs).toBeCloseTo(latencies[Math.floor(0.5 * latencies.length)]!, 6);
    }
  });

  it('have debates with their rounds, participants and winners', async () => {
    for (const completed of of('debate.completed').slice(0, 20)) {
      const { data } = await api.query('query ($id: ID!) { debate(id: $id) { topic status conclusion rounds { round role response } winner { model { id } } } }', { id: completed.debateId });
      const rounds = of('debate.round').filter(({ debateId }) => debateId === completed.debateId);
      expect(data.debate.rounds).toHaveLength(rounds.length);
      expect(new Set(data.debate.rounds.map(({ response }: { response: string }) => response))).toEqual(new Set(rounds.map(({ round }) => round.response)));
      expect(data.debate).toMatchObject({ status: completed.outcome, conclusion: completed.conclusion ?? null });
      if (completed.winner?.model) expect(data.debate.winner.model.id).toBe(`${completed.winner.provider}/${completed.winner.model}`);
    }
  });

  it('have entities with what is around them', async () => {
    const described = of('entity.described').filter(({ userId }) => userId === 'freebase').slice(0, 30);
    const linked = of('entities.linked');
    const names = new Map(of('entity.described').map(({ entity }) => [entity.id, entity.name]));
    for (const { entity } of described) {
      const around = new Set(linked.flatMap(({ relation: { sourceId, targetId } }) => (sourceId === entity.id ? [targetId] : targetId === entity.id ? [sourceId] : [])));
      const { data } = await api.query('query ($id: ID!) { entity(id: $id) { name aliases relatedEntities(limit: 100) { id name } } }', { id: entity.id });
      expect(data.entity.name).toBe(entity.name);
      expect([...entity.aliases].filter((alias) => !data.entity.aliases.includes(alias) && alias !== entity.name)).toEqual([]);
      for (const { id, name } of data.entity.relatedEntities) expect([around.has(id), name]).toEqual([true, names.get(id)]);
      expect(data.entity.relatedEntities).toHaveLength(Math.min(around.size, 100));
    }
  });

  it('lead from a memory to the messages that it came from', async () => {
    for (const { memoryId, content, sourceMessageIds } of of('memory.remembered').slice(0, 20)) {
      const { data } = await api.query('query ($id: ID!) { memory(id: $id) { content sources { message { id content } } } }', { id: memoryId });
      const messages = new Map(of('message.added').map((event) => [event.messageId, event.message.content]));
      expect(data.memory.content).toBe(content);
      expect(data.memory.sources.map(({ message }: { message: { id: string; content: string } }) => [message?.id, message?.content]))
        .toEqual(sourceMessageIds.map((id) => [messages.has(id) ? id : undefined, messages.get(id)]));
    }
  });

  it('change no answer when they are imported again: only the archive grows', async () => {
    const before = await sizes();
    const again = await importAll();
    expect(again.map(({ read, appended, refused }) => [read - appended, refused.size])).toEqual(NAMES.map(() => [0, 0]));
    expect(await sizes()).toEqual({ ...before, archive: 2 * before['archive']! });
    const { data } = await api.query('{ deadLetters(first: 1) { totalCount } }');
    expect(data.deadLetters.totalCount).toBe(0);
  }, 300_000);
});

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
