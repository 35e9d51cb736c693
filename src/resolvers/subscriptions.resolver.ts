import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { Event, EventKind } from '../events/event.ts';
import type { RequestContext } from '../request/context.ts';
import type { Delivered } from '../request/ports.ts';
import { ConversationEvent, DebateEvent, EntityChange, MemoryChange, changeOf } from './change.ts';
import { entitiesOf } from './entities-of.ts';

const AFTER = 'Resume after this cursor; from now on when absent.';

interface SourceData {
  readonly args: Readonly<Record<string, string | null | undefined>>;
  readonly context: RequestContext;
}

/** The events that a subscription is about, from where its client stopped. */
function follow({ args, context: { ports, tenant, signal } }: SourceData, filter: (event: Event) => boolean): AsyncIterableIterator<Delivered> {
  const after = args['after'] ? ports.codec.decode(args['after'], tenant) : undefined;
  return ports.feed.subscribe({ tenant, filter, after, signal });
}

const isOneOf = <K extends EventKind>(kinds: readonly K[]) => {
  const set: ReadonlySet<EventKind> = new Set(kinds);
  return (event: Event): event is Extract<Event, { kind: K }> => set.has(event.kind);
};

const isOfDebate = isOneOf(['debate.started', 'debate.round', 'debate.completed']);
const isOfConversation = isOneOf([
  'conversation.started', 'conversation.completed', 'conversation.status', 'conversation.compressed', 'conversation.context',
  'message.added', 'message.updated', 'message.deleted', 'entities.mentioned',
]);
const isOfMemory = isOneOf(['memory.remembered', 'memory.revised', 'memory.merged', 'memory.forgotten']);

/** Each event comes with a context of its own, whose `minPosition` is the event. */
@Resolver()
export class SubscriptionsResolver {
  @Subscription(() => EntityChange, {
    description: 'What happens to entities: described, linked, mentioned, merged, removed.',
    subscribe: (data: SourceData) =>
      follow(data, (event) => {
        const about = entitiesOf(event);
        if (!about) return false;
        const { id, type, conversationId } = data.args;
        return (!id || about.ids.includes(id)) && (!type || about.types === null || about.types.includes(type)) && (!conversationId || about.conversationId === conversationId);
      }),
  })
  entityChanged(
    @Root() delivered: Delivered,
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { nullable: true, description: 'Only of this entity.' }) id: string | null,
    @Arg('type', () => String, { nullable: true, description: 'Only of entities of this type, as far as the event tells: one that does not tell comes too.' }) _type: string | null,
    @Arg('conversationId', () => ID, { nullable: true, description: 'Only from this conversation.' }) _conversationId: string | null,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after: string | null,
  ): EntityChange {
    const about = entitiesOf(delivered.event)!;
    return { ...changeOf(delivered, context), entityIds: [...about.ids], conversationId: about.conversationId, entityId: id ?? about.ids[0] ?? null };
  }

  @Subscription(() => DebateEvent, {
    description: 'What happens in one debate, or in all: started, each round, completed.',
    subscribe: (data: SourceData) => follow(data, (event) => isOfDebate(event) && (!data.args['debateId'] || event.debateId === data.args['debateId'])),
  })
  debateEvents(
    @Root() delivered: Delivered,
    @Ctx() context: RequestContext,
    @Arg('debateId', () => ID, { nullable: true, description: 'Only of this debate.' }) _debateId: string | null,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after: string | null,
  ): DebateEvent {
    const { event } = delivered as { event: Extract<Event, { kind: 'debate.started' | 'debate.round' | 'debate.completed' }> };
    const said = event.kind === 'debate.round' ? event.round : event.kind === 'debate.completed' ? event.winner : undefined;
    return {
      ...changeOf(delivered, context),
      debateId: event.debateId,
      round: event.kind === 'debate.round' ? event.round.round : event.kind === 'debate.completed' ? (event.rounds ?? null) : null,
      provider: said?.provider ?? null,
      model: said?.model ?? null,
      text: (event.kind === 'debate.round' ? event.round.response : event.kind === 'debate.completed' ? event.conclusion : event.topic) ?? null,
      confidence: (event.kind === 'debate.round' ? event.round.confidence : event.kind === 'debate.completed' ? event.confidence : null) ?? null,
      outcome: event.kind === 'debate.completed' ? event.outcome : null,
    };
  }

  @Subscription(() => ConversationEvent, {
    description: 'What happens in one conversation, or in all: its messages, its compressions, its beginning and end.',
    subscribe: (data: SourceData) => follow(data, (event) => isOfConversation(event) && (!data.args['conversationId'] || event.conversationId === data.args['conversationId'])),
  })
  conversationEvents(
    @Root() delivered: Delivered,
    @Ctx() context: RequestContext,
    @Arg('conversationId', () => ID, { nullable: true, description: 'Only of this conversation.' }) _conversationId: string | null,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after: string | null,
  ): ConversationEvent {
    const event = delivered.event as Extract<Event, { conversationId: string }>;
    const message = 'message' in event ? event.message : undefined;
    return {
      ...changeOf(delivered, context),
      conversationId: event.conversationId,
      messageId: ('messageId' in event ? event.messageId : null) ?? null,
      role: message?.role ?? null,
      content: message?.content ?? null,
    };
  }

  @Subscription(() => MemoryChange, {
    description: "What happens to one user's memories, or to all.",
    subscribe: (data: SourceData) => follow(data, (event) => isOfMemory(event) && (!data.args['userId'] || event.userId === data.args['userId'])),
  })
  memoryChanged(
    @Root() delivered: Delivered,
    @Ctx() context: RequestContext,
    @Arg('userId', () => ID, { nullable: true, description: 'Only of this user.' }) _userId: string | null,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after: string | null,
  ): MemoryChange {
    const { event } = delivered as { event: Extract<Event, { memoryId: string }> };
    return {
      ...changeOf(delivered, context),
      memoryId: event.memoryId,
      userId: event.userId ?? null,
      content: ('content' in event ? event.content : null) ?? null,
    };
  }
}
