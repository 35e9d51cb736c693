import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Field, FieldResolver, Float, ID, Info, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { after } from '../log/position.ts';
import type { RequestContext } from '../request/context.ts';
import type { Delivered } from '../request/ports.ts';
import { ConversationRef, DebateRef, EntityRef, MemoryRef } from './graph-types.ts';
import { DateTime, isoOf } from './scalars.ts';
import { fromGraph } from './way-back.ts';

/** What each delivered event carries. */
@ObjectType()
class Change {
  @Field(() => ID, { description: 'The identity of the event: drop those that came before.' }) eventId!: string;
  @Field(() => String, { description: 'What kind of event it is, e.g. entity.described.' }) kind!: string;
  @Field(() => DateTime, { description: 'When it happened, by its producer.' }) at!: string;
  @Field(() => String, { description: 'The position of the event: as `minPosition` of a query it reads no older than the event.' }) position!: string;
  @Field(() => String, { description: 'Where this subscription is after it: as `after` it resumes with the next.' }) cursor!: string;
}

/** Which entities an event is about. */
@ObjectType({ description: 'Something that happened to entities.' })
export class EntityChange extends Change {
  @Field(() => [ID], { description: 'The entities that it is about.' }) entityIds!: string[];
  @Field(() => ID, { nullable: true, description: 'The conversation it comes from.' }) conversationId!: string | null;
  /** The one that was asked for, or the first. */
  entityId!: string | null;
}

@ObjectType({ description: 'Something that happened in a debate.' })
export class DebateEvent extends Change {
  @Field(() => ID, { description: 'The debate.' }) debateId!: string;
  @Field(() => Int, { nullable: true, description: 'The number of the round that was recorded, or how many there were.' }) round!: number | null;
  @Field(() => String, { nullable: true, description: 'The provider that spoke, or won.' }) provider!: string | null;
  @Field(() => String, { nullable: true, description: 'The model that spoke, or won.' }) model!: string | null;
  @Field(() => String, { nullable: true, description: 'What was said, or concluded.' }) text!: string | null;
  @Field(() => Float, { nullable: true, description: 'How sure it was: 0 to 1.' }) confidence!: number | null;
  @Field(() => String, { nullable: true, description: 'How it ended, when it has.' }) outcome!: string | null;
}

@ObjectType({ description: 'Something that happened in a conversation.' })
export class ConversationEvent extends Change {
  @Field(() => ID, { description: 'The conversation.' }) conversationId!: string;
  @Field(() => ID, { nullable: true, description: 'The message that it is about.' }) messageId!: string | null;
  @Field(() => String, { nullable: true, description: 'Who said the message.' }) role!: string | null;
  @Field(() => String, { nullable: true, description: 'What was said.' }) content!: string | null;
}

@ObjectType({ description: 'Something that happened to a memory.' })
export class MemoryChange extends Change {
  @Field(() => ID, { description: 'The memory.' }) memoryId!: string;
  @Field(() => ID, { nullable: true, description: 'Whose memory it is, where the event says so.' }) userId!: string | null;
  @Field(() => String, { nullable: true, description: 'What is remembered from now on.' }) content!: string | null;
}

export function changeOf({ event, coordinates, position }: Delivered, { ports, tenant }: RequestContext): Change {
  return {
    eventId: event.id,
    kind: event.kind,
    at: isoOf(event.at),
    position: ports.codec.encode(after(coordinates), tenant),
    cursor: ports.codec.encode(position, tenant),
  };
}

@Resolver(() => EntityChange)
export class EntityChangeResolver {
  @FieldResolver(() => EntityRef, { nullable: true, description: 'The entity as it is now, never older than the event: the one that was asked for, or the first. Null when it is no more.' })
  entity(@Root() { entityId }: EntityChange, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Entity', entityId, context, info);
  }
}

@Resolver(() => DebateEvent)
export class DebateEventResolver {
  @FieldResolver(() => DebateRef, { nullable: true, description: 'The debate as it is now, never older than the event.' })
  debate(@Root() { debateId }: DebateEvent, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Debate', debateId, context, info);
  }
}

@Resolver(() => ConversationEvent)
export class ConversationEventResolver {
  @FieldResolver(() => ConversationRef, { nullable: true, description: 'The conversation as it is now, never older than the event.' })
  conversation(@Root() { conversationId }: ConversationEvent, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Conversation', conversationId, context, info);
  }
}

@Resolver(() => MemoryChange)
export class MemoryChangeResolver {
  @FieldResolver(() => MemoryRef, { nullable: true, description: 'The memory as it is now, never older than the event. Null when it is forgotten.' })
  memory(@Root() { memoryId }: MemoryChange, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Memory', memoryId, context, info);
  }
}
