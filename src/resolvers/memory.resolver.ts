import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, Field, FieldResolver, Float, ID, Info, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../request/context.ts';
import { MemoryRef } from './graph-types.ts';
import { Message, messageOf } from './message.resolver.ts';
import { fromGraph } from './way-back.ts';

@ObjectType({ description: 'A message that a memory came from.' })
export class MemorySource {
  @Field(() => ID, { description: 'The identity of the message.' })
  messageId!: string;
}

@ObjectType({ description: 'A memory that matches a text.' })
export class MemoryMatch {
  id!: string;

  @Field(() => Float, { description: 'How well it matches: comparable within one answer.' })
  score!: number;
}

@Resolver(() => MemoryRef)
export class MemoryResolver {
  @Extensions({ requires: 'id sourceIds' })
  @FieldResolver(() => [MemorySource], { nullable: true, description: 'The messages that it came from.' })
  sources(@Root() { sourceIds }: MemoryRef): MemorySource[] {
    return sourceIds.map((messageId) => ({ messageId }));
  }

  @Query(() => [MemoryMatch], { nullable: true, description: 'What is remembered of one user, by text: the best match first.' })
  searchMemory(
    @Arg('userId', () => ID, { description: 'Whose memories.' }) userId: string,
    @Arg('phrase', () => String, { description: 'Words to look for; a memory with any of them matches.' }) phrase: string,
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many at most: 1 to 100.' }) first: number,
    @Ctx() { graph, tenant }: RequestContext,
  ): Promise<readonly object[]> {
    return graph.memoriesByText(tenant, userId, phrase, first);
  }
}

@Resolver(() => MemorySource)
export class MemorySourceResolver {
  @FieldResolver(() => Message, { nullable: true, description: 'The message, or null where it is not known or was deleted.' })
  async message(@Root() { messageId }: MemorySource, @Ctx() { analytics, loaders, tenant }: RequestContext): Promise<Message | null> {
    const stored = await loaders.load('messagesById', messageId, (ids: readonly string[]) => analytics.messagesById(tenant, ids));
    return stored && messageOf(stored);
  }
}

@Resolver(() => MemoryMatch)
export class MemoryMatchResolver {
  @FieldResolver(() => MemoryRef, { nullable: true, description: 'The memory.' })
  memory(@Root() { id }: MemoryMatch, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Memory', id, context, info);
  }
}
