import { stringify } from 'lossless-json';
import type { Event, EventKind } from './event.ts';
import { TENANT_HEADER } from './topics.ts';
import { analyticsWriters } from './write/analytics.ts';
import { conversationWriters } from './write/conversation.ts';
import { debateWriters } from './write/debate.ts';
import { entityWriters } from './write/entity.ts';
import { memoryWriters } from './write/memory.ts';
import type { Wire, Writers } from './write/wire.ts';

export interface EncodedEvent {
  readonly topic: string;
  /** The id whose order matters: of the conversation, debate, entity, relation, memory or request. */
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

const writers: Writers<EventKind> = { ...conversationWriters, ...debateWriters, ...entityWriters, ...memoryWriters, ...analyticsWriters };

/**
 * The one wire shape that we produce for each kind: HelixAgent's, so that its consumers can read it.
 * `decode` reads it back to an equal event, but for two things that it tidies: lone surrogates, and "" where a text is optional.
 */
export function encode(event: Event): EncodedEvent {
  const write = writers[event.kind] as (event: Event) => Wire;
  const { topic, key, value } = write(event);
  return { topic, key, value: stringify(value)!, headers: { [TENANT_HEADER]: event.tenant } };
}
