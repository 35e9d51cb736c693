import type { DebateOutcome, DebateRound, EntityState, MemoryType, Message, Participant, RelationState } from './states.ts';

/**
 * The vocabulary: one canonical shape for each thing a producer can say, whatever wire shape said it.
 * `decode.ts` reads HelixAgent's variants into these; `encode.ts` writes the one wire shape that we produce.
 */

/** What every event carries. The order of two events about one thing is (version, at, id): see `order.ts`. */
interface Occurrence<K extends string> {
  readonly kind: K;
  /** The identity of the event. An event that came without one gets the hash of its content. */
  readonly id: string;
  readonly tenant: string;
  /** When it happened, by its producer's clock: milliseconds since 1970. */
  readonly at: number;
  /** The producer's version of the thing, 0 when it gave none. HelixAgent's memories use nanoseconds since 1970. */
  readonly version: bigint;
  /** The node that wrote it, where known. */
  readonly nodeId?: string;
}

/** Whom a thing belongs to, where the producer said so. */
interface Belonging {
  readonly userId?: string;
  /** What the user is called: a thing that only conversations say. */
  readonly userName?: string;
  readonly sessionId?: string;
}

export interface ConversationStarted extends Occurrence<'conversation.started'>, Belonging {
  readonly conversationId: string;
  readonly title?: string;
  /** The debate that it is held for, where it is: then the title is its topic. */
  readonly debateId?: string;
}
/** Messages, entities and rounds are filled only by the summary shape of `helixagent.conversations.completed`. */
export interface ConversationCompleted extends Occurrence<'conversation.completed'>, Belonging {
  readonly conversationId: string;
  readonly startedAt?: number;
  readonly outcome?: string;
  readonly messages: readonly Message[];
  readonly entities: readonly EntityState[];
  readonly rounds: readonly DebateRound[];
}
export interface ConversationStatusChanged extends Occurrence<'conversation.status'>, Belonging {
  readonly conversationId: string;
  readonly status: 'archived' | 'paused' | 'active';
}
interface MessageOccurrence<K extends string> extends Occurrence<K>, Belonging {
  readonly conversationId: string;
  /** The producer's place of this event in the conversation, where it gave one. */
  readonly sequence?: bigint;
  readonly messageId: string;
}
export interface MessageAdded extends MessageOccurrence<'message.added'> {
  readonly message: Message;
}
/** Replaces the content (and what else is given) of a message. */
export interface MessageUpdated extends MessageOccurrence<'message.updated'> {
  readonly message: Message;
}
export interface MessageDeleted extends MessageOccurrence<'message.deleted'> {}
/** Entities found in a conversation: full states where the producer had them. */
export interface EntitiesMentioned extends Occurrence<'entities.mentioned'>, Belonging {
  readonly conversationId: string;
  readonly messageId?: string;
  readonly entities: readonly EntityState[];
}
export interface ConversationCompressed extends Occurrence<'conversation.compressed'>, Belonging {
  readonly conversationId: string;
  readonly compressionId?: string;
  readonly strategy?: string;
  readonly originalMessages?: number;
  readonly compressedMessages?: number;
  readonly originalTokens?: number;
  readonly compressedTokens?: number;
  readonly durationMs?: number;
  /** What the compression wrote in place of the oldest `originalMessages` messages. */
  readonly summary?: string;
}
export interface ContextUpdated extends Occurrence<'conversation.context'>, Belonging {
  readonly conversationId: string;
  readonly messageCount?: number;
  readonly totalTokens?: number;
  readonly entityCount?: number;
  readonly keyTopics: readonly string[];
}

interface DebateOccurrence<K extends string> extends Occurrence<K>, Belonging {
  readonly debateId: string;
  readonly conversationId?: string;
}
export interface DebateStarted extends DebateOccurrence<'debate.started'> {
  readonly topic?: string;
  readonly participants: readonly Participant[];
}
export interface DebateRoundRecorded extends DebateOccurrence<'debate.round'> {
  readonly round: DebateRound;
}
export interface DebateCompleted extends DebateOccurrence<'debate.completed'> {
  readonly topic?: string;
  readonly rounds?: number;
  readonly outcome: DebateOutcome;
  readonly winner?: Participant;
  readonly confidence?: number;
  readonly conclusion?: string;
  readonly reason?: string;
  readonly durationMs?: number;
  readonly startedAt?: number;
  readonly participants: readonly Participant[];
}

export interface EntityDescribed extends Occurrence<'entity.described'>, Belonging {
  readonly entity: EntityState;
  readonly conversationId?: string;
}
export interface EntityRemoved extends Occurrence<'entity.removed'> {
  readonly entityId: string;
}
/** From now on `sourceId` is an alias of `targetId`. */
export interface EntityMerged extends Occurrence<'entity.merged'> {
  readonly sourceId: string;
  readonly targetId: string;
}
export interface EntitiesLinked extends Occurrence<'entities.linked'>, Belonging {
  readonly relation: RelationState;
  readonly conversationId?: string;
}
export interface EntitiesUnlinked extends Occurrence<'entities.unlinked'> {
  readonly relationId: string;
}

/** The whole new state of a memory, as its writer saw it. */
interface MemoryWritten<K extends string> extends Occurrence<K>, Belonging {
  readonly memoryId: string;
  readonly conversationId?: string;
  readonly content?: string;
  readonly type?: MemoryType;
  readonly category?: string;
  readonly importance?: number;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What the memory is about. */
  readonly entities: readonly EntityState[];
  readonly relations: readonly RelationState[];
  /** The messages that it came from. */
  readonly sourceMessageIds: readonly string[];
  readonly clock: Readonly<Record<string, number>>;
  readonly expiresAt?: number;
}
export interface MemoryRemembered extends MemoryWritten<'memory.remembered'> {}
export interface MemoryRevised extends MemoryWritten<'memory.revised'> {}
/** One memory made from others, which are forgotten. */
export interface MemoriesMerged extends MemoryWritten<'memory.merged'> {
  readonly mergedFrom: readonly string[];
}
export interface MemoryForgotten extends Occurrence<'memory.forgotten'>, Belonging {
  readonly memoryId: string;
}
/** Entities and relations that a node of the distributed memory wrote beside its memories. */
export interface MemoryGraphWritten extends Occurrence<'memory.graph'>, Belonging {
  readonly memoryId?: string;
  readonly removed: boolean;
  readonly entities: readonly EntityState[];
  readonly relations: readonly RelationState[];
}
export interface MemorySyncRequested extends Occurrence<'memory.sync'> {}

export interface ProviderMetrics extends Occurrence<'provider.metrics'> {
  readonly provider: string;
  readonly model: string;
  readonly requestId: string;
  readonly debateId?: string;
  readonly round?: number;
  readonly responseTimeMs: number;
  readonly timeToFirstTokenMs?: number;
  readonly tokens: number;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly confidence?: number;
  readonly success: boolean;
  readonly errorType?: string;
  readonly errorCount?: number;
  readonly costUsd?: number;
}
export interface DebateMetrics extends Occurrence<'debate.metrics'> {
  readonly debateId: string;
  readonly topic?: string;
  readonly rounds?: number;
  readonly durationMs?: number;
  readonly participantCount?: number;
  readonly winner?: Participant;
  readonly confidence?: number;
  readonly tokens?: number;
  readonly outcome?: DebateOutcome;
}
export interface ConversationMetrics extends Occurrence<'conversation.metrics'>, Belonging {
  readonly conversationId: string;
  readonly messageCount?: number;
  readonly entityCount?: number;
  readonly totalTokens?: number;
  readonly compressed?: boolean;
  readonly compressionRatio?: number;
  readonly debateCount?: number;
}
/** HelixAgent's windowed analytics: a fact about a window, kept as it was said. */
export interface ConversationWindow extends Occurrence<'conversation.window'> {
  readonly conversationId?: string;
  readonly from: number;
  readonly until: number;
  readonly messages: number;
  readonly llmCalls: number;
  readonly debateRounds: number;
  readonly averageResponseTimeMs?: number;
}
export interface StreamEvent extends Occurrence<'stream.event'> {
  readonly streamId: string;
  readonly type: 'token' | 'chunk' | 'done' | 'error';
  readonly content?: string;
  readonly index: number;
  readonly error?: string;
}

export type Event =
  | ConversationStarted | ConversationCompleted | ConversationStatusChanged
  | MessageAdded | MessageUpdated | MessageDeleted
  | EntitiesMentioned | ConversationCompressed | ContextUpdated
  | DebateStarted | DebateRoundRecorded | DebateCompleted
  | EntityDescribed | EntityRemoved | EntityMerged | EntitiesLinked | EntitiesUnlinked
  | MemoryRemembered | MemoryRevised | MemoriesMerged | MemoryForgotten | MemoryGraphWritten | MemorySyncRequested
  | ProviderMetrics | DebateMetrics | ConversationMetrics | ConversationWindow
  | StreamEvent;

export type EventKind = Event['kind'];
export type EventOf<K extends EventKind> = Extract<Event, { kind: K }>;
