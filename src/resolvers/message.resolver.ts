import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Field, FieldResolver, ID, Info, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../request/context.ts';
import { ConversationRef, EntityRef } from './graph-types.ts';
import { Role, type RoleValue } from './role.ts';
import { DateTime, isoOf } from './scalars.ts';
import { fromGraph } from './way-back.ts';

@ObjectType({ description: 'Something that was said in a conversation, with its edits applied.' })
export class Message {
  conversationId!: string;

  @Field(() => ID, { description: 'Its identity.' })
  id!: string;

  @Field(() => Role, { description: 'Who said it.' })
  role!: RoleValue;

  @Field(() => String, { description: 'What was said.' })
  content!: string;

  @Field(() => String, { nullable: true, description: 'The model that said it, where its producer told.' })
  model!: string | null;

  @Field(() => Int, { nullable: true, description: 'Its tokens as its producer counted them.' })
  tokens!: number | null;

  @Field(() => DateTime, { description: 'When it was said.' })
  createdAt!: string;

  @Field(() => DateTime, { description: 'When it was last edited, or said.' })
  updatedAt!: string;

  @Field(() => Boolean, { description: 'Whether it was edited.' })
  edited!: boolean;
}

/** What the store keeps of a message, times in milliseconds since 1970. */
type Stored = Omit<Message, 'createdAt' | 'updatedAt'> & { readonly createdAt: number; readonly updatedAt: number };

export function messageOf(stored: Stored): Message {
  return { ...stored, createdAt: isoOf(stored.createdAt), updatedAt: isoOf(stored.updatedAt) };
}

@Resolver(() => Message)
export class MessageResolver {
  @FieldResolver(() => ConversationRef, { nullable: true, description: 'The conversation it was said in.' })
  conversation(@Root() { conversationId }: Message, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Conversation', conversationId, context, info);
  }

  @FieldResolver(() => [EntityRef], { nullable: true, description: 'The entities that it mentions, where its producer said of which message they are.' })
  async mentions(@Root() { id }: Message, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    const { analytics, loaders, tenant } = context;
    const entityIds = await loaders.load('mentionedIn', id, (ids: readonly string[]) => analytics.mentionedIn(tenant, ids));
    const entities = await Promise.all(entityIds.map((entityId) => fromGraph('Entity', entityId, context, info)));
    return entities.filter((entity) => entity !== null);
  }
}
