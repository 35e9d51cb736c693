import type { DebateCompleted, Event, EventKind, EventOf, MemoriesMerged, MemoryRemembered, MemoryRevised } from '../../events/event.ts';
import type { Participant } from '../../events/states.ts';
import { mentioned, said } from './rank.ts';
import { NOTHING } from './state.ts';
import { since, tell, type Said, type Teller } from './teller.ts';
import { fields, given, participantId } from './thing.ts';

const told = new WeakMap<Event, Said>();

/**
 * Reads an event as statements about things. Joining them thing by thing, in any order, gives the graph.
 * What an event says is worked out once: it is screened first and applied then.
 */
export function statements(event: Event): Said {
  const known = told.get(event);
  if (known) return known;
  const teller = tell(event);
  (telling[event.kind] as (event: Event, teller: Teller) => void)(event, teller);
  told.set(event, teller.said);
  return teller.said;
}

const telling: { readonly [K in EventKind]: (event: EventOf<K>, teller: Teller) => void } = {
  'conversation.started': (event, teller) =>
    teller.conversation(event.conversationId, fields(said(event), { title: event.title, userId: event.userId, status: 'active' })),
  'conversation.completed': (event, teller) => {
    teller.conversation(
      event.conversationId,
      fields(said(event), { status: 'completed', outcome: event.outcome, completedAt: event.at, userId: event.userId }),
      since('startedAt', event.startedAt ?? event.at),
    );
    for (const entity of event.entities) teller.mention(entity, event.conversationId);
  },
  'conversation.status': (event, teller) => teller.conversation(event.conversationId, fields(said(event), { status: event.status })),
  'message.added': (event, teller) => teller.conversation(event.conversationId),
  'message.updated': (event, teller) => teller.conversation(event.conversationId),
  'message.deleted': (event, teller) => teller.conversation(event.conversationId),
  'entities.mentioned': (event, teller) => {
    teller.conversation(event.conversationId);
    for (const entity of event.entities) teller.mention(entity, event.conversationId);
  },
  'conversation.compressed': (event, teller) => teller.conversation(event.conversationId),
  'conversation.context': (event, teller) => teller.conversation(event.conversationId),

  'debate.started': (event, teller) => {
    teller.debate(event.debateId, event.conversationId, fields(said(event), { topic: event.topic }));
    for (const participant of event.participants) teller.participant(event.debateId, participant);
  },
  'debate.round': (event, teller) => {
    const { provider, model, position, role } = event.round;
    teller.debate(event.debateId, event.conversationId);
    teller.participant(event.debateId, { provider, model, position: position ?? role });
  },
  'debate.completed': (event, teller) => {
    const { topic, outcome: status, confidence, conclusion, reason, durationMs } = event;
    const winner = winnerOf(event);
    teller.debate(
      event.debateId,
      event.conversationId,
      fields(said(event), {
        topic, status, confidence, conclusion, reason, durationMs, completedAt: event.at,
        winnerId: winner && participantId(event.debateId, winner),
      }),
      since('startedAt', event.startedAt ?? event.at),
    );
    for (const participant of event.participants) teller.participant(event.debateId, participant);
    if (winner && !event.participants.includes(winner)) teller.winner(event.debateId, winner);
  },

  'entity.described': (event, teller) => {
    teller.entity(event.entity, said(event), teller.provenance());
    if (event.userId !== undefined) teller.user(event.userId);
    if (event.conversationId === undefined) return;
    teller.conversation(event.conversationId);
    teller.mentionOf(event.entity.id, event.conversationId);
  },
  'entity.removed': (event, teller) => teller.remove('Entity', event.entityId),
  'entity.merged': (event, teller) => {
    if (event.sourceId === event.targetId) return;
    teller.say('Entity', event.sourceId, teller.provenance(), { ...NOTHING, mergedInto: new Map([[event.targetId, said(event)]]) });
    teller.say('Entity', event.targetId, fields(said(event), { updatedAt: event.at }));
  },
  'entities.linked': (event, teller) => {
    teller.relation(event.relation, said(event), teller.provenance());
    if (event.userId !== undefined) teller.user(event.userId);
    if (event.conversationId !== undefined) teller.conversation(event.conversationId);
  },
  'entities.unlinked': (event, teller) => teller.remove('Relation', event.relationId),

  'memory.remembered': writeMemory,
  'memory.revised': writeMemory,
  'memory.merged': (event, teller) => {
    writeMemory(event, teller);
    for (const id of event.mergedFrom) if (id !== event.memoryId) teller.remove('Memory', id);
  },
  'memory.forgotten': (event, teller) => teller.remove('Memory', event.memoryId),
  'memory.graph': (event, teller) => {
    for (const entity of event.entities)
      if (event.removed) teller.remove('Entity', entity.id);
      else teller.entity(entity, said(event), teller.provenance());
    for (const relation of event.relations)
      if (event.removed) teller.remove('Relation', relation.id);
      else teller.relation(relation, said(event), teller.provenance());
  },

  'provider.metrics': (event, teller) => teller.model(event.provider, event.model),
  'memory.sync': () => {},
  'debate.metrics': () => {},
  'conversation.metrics': () => {},
  'conversation.window': () => {},
  'stream.event': () => {},
};

function writeMemory(event: MemoryRemembered | MemoryRevised | MemoriesMerged, teller: Teller): void {
  const { content, type, category, importance, tags, sessionId, userId, conversationId, expiresAt } = event;
  teller.say(
    'Memory',
    event.memoryId,
    fields(said(event), {
      content, type, category, importance, tags, sessionId, userId, conversationId, expiresAt,
      sourceIds: event.sourceMessageIds,
      entityIds: [...new Set(event.entities.map(({ id }) => id))],
      updatedAt: event.at,
    }),
    since('createdAt', event.at),
    teller.provenance(),
  );
  if (userId !== undefined) teller.user(userId);
  if (conversationId !== undefined) teller.say('Conversation', conversationId, given.conversation());
  for (const entity of event.entities) teller.entity(entity, mentioned(event));
  for (const relation of event.relations) teller.relation(relation, mentioned(event));
}

/** The winner as the list of participants has it, where the event says of one what it says of the winner. */
function winnerOf({ winner, participants }: DebateCompleted): Participant | undefined {
  if (!winner) return participants.find(({ won }) => won);
  const agrees = (a: string | undefined, b: string | undefined) => a === undefined || a === b;
  const fits = (one: Participant) =>
    agrees(winner.provider, one.provider) && agrees(winner.model, one.model) && agrees(winner.position, one.position);
  return participants.find((one) => one.won && fits(one)) ?? participants.find(fits) ?? winner;
}
