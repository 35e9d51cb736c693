import type { Event } from '../../events/event.ts';
import type { EntityState, Participant, RelationState } from '../../events/states.ts';
import { fingerprint } from './fingerprint.ts';
import { first, mentioned, said } from './rank.ts';
import { join, NOTHING, type State } from './state.ts';
import { fields, given, modelId, participantId, UNKNOWN_PROVIDER, type Kind, type Mention, type Statement } from './thing.ts';

/** What one event says about the things of the graph. */
export interface Said {
  readonly things: readonly Statement[];
  readonly mentions: readonly Mention[];
}

export type Teller = ReturnType<typeof tell>;

interface Belonging {
  readonly userId?: string;
  readonly userName?: string;
  readonly sessionId?: string;
}

/** What one event says, told in the words that `statements.ts` is written in. */
export function tell(event: Event) {
  const things: Statement[] = [];
  const mentions: Mention[] = [];
  const { tenant, at } = event;
  const belonging: Belonging = 'userId' in event || 'sessionId' in event ? event : {};
  let hash: string | undefined;

  const teller = {
    said: { things, mentions },
    say(kind: Kind, id: string, ...states: readonly State[]): void {
      things.push({ kind, tenant, id, state: states.reduce(join, NOTHING) });
    },
    /** Which event said it: for telling another event under the same id. */
    provenance(): State {
      return fields(said(event), { eventHash: (hash ??= fingerprint(event)) });
    },
    remove(kind: Kind, id: string): void {
      teller.say(kind, id, { ...NOTHING, removed: said(event) }, teller.provenance());
    },
    user(id: string): void {
      teller.say('User', id, given.user(id), since('createdAt', at), fields(mentioned(event), { name: belonging.userName || undefined }));
    },
    conversation(id: string, ...states: readonly State[]): void {
      const { userId, sessionId } = belonging;
      const seen = [since('startedAt', at), until('updatedAt', at), fields(mentioned(event), { userId }), fields(first(event), { sessionId })];
      teller.say('Conversation', id, given.conversation(), ...seen, ...states);
      if (userId !== undefined) teller.user(userId);
    },
    debate(id: string, conversationId: string | undefined, ...states: readonly State[]): void {
      const seen = [since('startedAt', at), until('updatedAt', at), fields(mentioned(event), { conversationId })];
      teller.say('Debate', id, given.debate(), ...seen, ...states);
      if (conversationId !== undefined) teller.conversation(conversationId);
    },
    participant(debateId: string, participant: Participant): void {
      const { provider, model, position } = participant;
      if (provider === undefined && model === undefined && position === undefined) return;
      teller.winner(debateId, participant);
      teller.say('Participant', participantId(debateId, participant), fields(mentioned(event), { debateId }));
    },
    /** A winner that no list of participants has is known, but did not take part. */
    winner(debateId: string, participant: Participant): void {
      const { provider, model, position } = participant;
      teller.say('Participant', participantId(debateId, participant), given.participant(provider, model, position));
      if (model !== undefined) teller.model(provider ?? UNKNOWN_PROVIDER, model);
    },
    model(provider: string, name: string): void {
      teller.say('Provider', provider, given.provider(provider));
      teller.say('Model', modelId(provider, name), given.model(provider, name));
    },
    entity(entity: EntityState, order: string, ...states: readonly State[]): void {
      const { name, type, value, properties, confidence, importance, aliases } = entity;
      if (name === '') return teller.say('Entity', entity.id, ...states);
      teller.say(
        'Entity',
        entity.id,
        fields(order, { name, type, value, properties: JSON.stringify(properties), confidence, importance, updatedAt: at }),
        { ...NOTHING, aliases: new Map(aliases.map((alias) => [alias, order])) },
        since('createdAt', entity.createdAt ?? at),
        ...states,
      );
    },
    mention(entity: EntityState, conversationId: string): void {
      teller.entity(entity, mentioned(event));
      teller.mentionOf(entity.id, conversationId);
    },
    mentionOf(entityId: string, conversationId: string): void {
      mentions.push({ tenant, entityId, conversationId, at });
    },
    relation(relation: RelationState, order: string, ...states: readonly State[]): void {
      const { sourceId, targetId, type, strength, cooccurrences, contexts, properties } = relation;
      teller.say('Entity', sourceId);
      teller.say('Entity', targetId);
      teller.say(
        'Relation',
        relation.id,
        fields(order, { sourceId, targetId, type, strength, cooccurrences, contexts, properties: JSON.stringify(properties), updatedAt: at }),
        since('createdAt', relation.createdAt ?? at),
        ...states,
      );
    },
  };
  return teller;
}

/** The least time a field was given. */
export function since(field: string, at: number): State {
  return { ...NOTHING, least: new Map([[field, at]]) };
}

function until(field: string, at: number): State {
  return { ...NOTHING, greatest: new Map([[field, at]]) };
}
