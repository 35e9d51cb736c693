import type { Participant } from '../../events/states.ts';
import { GIVEN } from './rank.ts';
import { NOTHING, type Register, type State, type Value } from './state.ts';

/** What the graph keeps. A relation is kept as a thing too, so that one that was removed, or that hangs in the air, is known. */
export type Kind = 'Provider' | 'Model' | 'User' | 'Conversation' | 'Debate' | 'Participant' | 'Entity' | 'Memory' | 'Relation';

/** Something said about one thing. */
export interface Statement {
  readonly kind: Kind;
  readonly tenant: string;
  readonly id: string;
  readonly state: State;
}

/** That a conversation mentions an entity. */
export interface Mention {
  readonly tenant: string;
  readonly entityId: string;
  readonly conversationId: string;
  readonly at: number;
}

/** The field that makes a thing complete; a kind without one is complete as soon as anything refers to it. */
const COMPLETED_BY: Partial<Record<Kind, string>> = { Entity: 'name', Memory: 'content', Relation: 'type' };

export type Status = 'live' | 'placeholder' | 'tombstone';

/** Whether a thing is shown, waits for its description, or was removed. */
export function statusOf(kind: Kind, state: State): Status {
  const field = COMPLETED_BY[kind];
  if (field === undefined || state.last.has(field)) return 'live';
  return state.removed === undefined ? 'placeholder' : 'tombstone';
}

/** Fields of one order; those without a value say nothing. */
export function fields(order: string, values: Readonly<Record<string, Value | undefined>>): State {
  const last = new Map<string, Register>();
  for (const field in values) if (values[field] !== undefined) last.set(field, { order, value: values[field] });
  return { ...NOTHING, last };
}

/** What the id of a thing says of it: it is there before anything describes it, and complete where it can be. */
export const given = {
  user: (id: string) => fields(GIVEN, { name: id }),
  conversation: () => fields(GIVEN, { status: 'active' }),
  debate: () => fields(GIVEN, { status: 'running' }),
  provider: (name: string) => fields(GIVEN, { name }),
  model: (provider: string, name: string) => fields(GIVEN, { name, providerName: provider, providerId: provider }),
  participant: (provider: string | undefined, model: string | undefined, position: string | undefined) =>
    fields(GIVEN, { position, modelId: model === undefined ? undefined : modelId(provider, model) }),
};

export function modelId(provider: string | undefined, model: string): string {
  return `${provider ?? UNKNOWN_PROVIDER}/${model}`;
}

/** Stands in where an event names a model without its provider. */
export const UNKNOWN_PROVIDER = 'unknown';

/** One model in one position of one debate. */
export function participantId(debateId: string, { position = '', provider = '', model = '' }: Participant): string {
  return [debateId, position, provider, model].map((part) => part.replaceAll('|', '%7C')).join('|');
}
