import { encode } from '../../src/events/encode.ts';
import type { Event, EventKind, EventOf } from '../../src/events/event.ts';
import type { EntityState } from '../../src/events/states.ts';
import type { NewRecord } from '../../src/log/event-log.ts';

const START = Date.UTC(2025, 2, 1);
const CHAPTERS = 12;

type Told<K extends EventKind> = Omit<EventOf<K>, 'kind' | 'id' | 'tenant' | 'at' | 'version'> & { readonly version?: bigint };

/**
 * What one tenant's producers say, always the same: every store's tables are touched, with edits, deletions, merges, what comes late,
 * twice, out of order or broken. Two records of each chapter are refused: one that is no event, one that says another thing under a known id.
 */
export function story(tenant: string): readonly NewRecord[] {
  const records: NewRecord[] = [];
  for (let c = 0; c < CHAPTERS; c++) records.push(...chapter(tenant, c));
  return records;
}

/** How many records of a story are refused. */
export const REFUSED = 2 * CHAPTERS;

function chapter(tenant: string, c: number): readonly NewRecord[] {
  let at = START + c * 3_600_000;
  let count = 0;
  const of = (name: string) => `${name}-${c}`;
  const say = <K extends EventKind>(kind: K, told: Told<K>): NewRecord => {
    at += 1000;
    return encode({ kind, id: `event-${c}-${count++}`, tenant, at, version: 0n, ...told } as unknown as Event);
  };
  const who = { userId: `user-${c % 3}` };
  const conversationId = of('conversation');
  const debateId = of('debate');
  const entity = (name: string, importance = 0.5): EntityState => ({ id: of(name), name: `${name} ${c}`, type: 'TECH', aliases: [], properties: { chapter: c }, importance });
  const message = (n: number, content: string) => ({
    ...who, conversationId, messageId: `${conversationId}-${n}`,
    message: { messageId: `${conversationId}-${n}`, role: n % 2 ? 'assistant' as const : 'user' as const, content, tokens: content.length },
  });
  const memory = (name: string, content: string) => ({
    ...who, memoryId: of(name), conversationId, content, importance: 0.7, tags: ['story'], metadata: {}, entities: [entity('kafka')], relations: [],
    sourceMessageIds: [`${conversationId}-0`], clock: {},
  });
  const relation = (type: string, target: string) => ({
    relation: { id: of(type), type, sourceId: of('kafka'), targetId: of(target), strength: 0.5, contexts: ['said'], properties: {} },
  });

  const described = say('entity.described', { entity: entity('kafka') });
  const edited = say('message.updated', message(0, 'What is Kafka, in one line?'));
  return [
    say('entities.linked', relation('USES', 'zookeeper')), // before its ends
    described,
    edited, // before its message
    say('conversation.started', { ...who, conversationId, title: `Talk ${c}` }),
    ...Array.from({ length: 5 }, (_, n) => say('message.added', message(n, `Message ${n} of talk ${c}`))),
    say('entities.mentioned', { ...who, conversationId, messageId: `${conversationId}-0`, entities: [entity('kafka', 0.6), entity('queue')] }),
    say('message.deleted', { ...who, conversationId, messageId: `${conversationId}-3` }),
    { ...described, value: String(described.value).replace(`kafka ${c}`, 'something else') },
    say('entity.described', { entity: entity('zookeeper') }),
    say('entities.linked', relation('REPLACES', 'zookeeper')),
    say('entity.described', { entity: entity('broker') }),
    say('entity.merged', { sourceId: of('broker'), targetId: of('kafka') }),
    say('entities.linked', relation('RUNS', 'broker')), // after the merge
    { topic: 'helixagent.entities.updates', key: of('kafka'), value: '{"chapter":', headers: { tenant } },
    described, // a producer's retry
    say('debate.started', { debateId, conversationId, topic: `Is ${c} enough?`, participants: [{ provider: 'one', model: 'm1' }, { provider: 'two', model: 'm2' }] }),
    ...[0, 1, 2].map((round) => say('debate.round', {
      debateId, conversationId,
      round: { roundId: `${debateId}-${round}`, round, provider: round % 2 ? 'two' : 'one', model: round % 2 ? 'm2' : 'm1', response: `Because ${round}`, confidence: 0.25 * round, tokens: 10 + round, responseTimeMs: 100 * (round + 1) },
    })),
    say('debate.completed', { debateId, conversationId, topic: `Is ${c} enough?`, outcome: 'successful', winner: { provider: 'one', model: 'm1' }, confidence: 0.75, rounds: 3, participants: [] }),
    ...[0, 1].map((n) => say('provider.metrics', { provider: 'one', model: 'm1', requestId: `request-${c}-${n}`, responseTimeMs: 50 + c + n, tokens: 100, success: n === 0 })),
    say('memory.remembered', { ...memory('memory', 'Kafka keeps order by key'), version: 1n }),
    say('memory.revised', { ...memory('memory', 'Kafka keeps order by partition'), version: 3n }),
    say('memory.revised', { ...memory('memory', 'An older revision'), version: 2n }), // late
    say('memory.remembered', { ...memory('mistake', 'To be forgotten'), version: 1n }),
    say('memory.forgotten', { memoryId: of('mistake'), version: 2n }),
    say('memory.revised', { ...memory('mistake', 'Too late'), version: 1n }),
    say('entity.removed', { entityId: of('queue') }),
    say('conversation.compressed', { ...who, conversationId, strategy: 'hybrid', originalMessages: 2, originalTokens: 40, compressedTokens: 10, summary: `Talk ${c} began with Kafka.` }),
    say('conversation.completed', { ...who, conversationId, outcome: 'successful', messages: [], entities: [], rounds: [] }),
  ];
}
