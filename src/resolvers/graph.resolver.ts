import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, ID, Info, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../request/context.ts';
import { ConversationRef, DebateRef, EntityRef, MemoryRef, ModelRef, ProviderRef, UserRef } from './graph-types.ts';
import { fromGraph } from './way-back.ts';

const idOf = (what: string) => ({ description: `The identity of the ${what}.` });

/** One thing of the graph by its identity. */
@Resolver()
export class GraphResolver {
  @Query(() => EntityRef, { nullable: true, description: 'An entity by its identity.' })
  entity(@Arg('id', () => ID, idOf('entity')) id: string, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Entity', id, context, info);
  }

  @Query(() => ConversationRef, { nullable: true, description: 'A conversation by its identity.' })
  conversation(@Arg('id', () => ID, idOf('conversation')) id: string, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Conversation', id, context, info);
  }

  @Query(() => MemoryRef, { nullable: true, description: 'A memory by its identity.' })
  memory(@Arg('id', () => ID, idOf('memory')) id: string, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Memory', id, context, info);
  }

  @Query(() => DebateRef, { nullable: true, description: 'A debate by its identity.' })
  debate(@Arg('id', () => ID, idOf('debate')) id: string, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Debate', id, context, info);
  }

  @Query(() => UserRef, { nullable: true, description: 'A user by their identity.' })
  user(@Arg('id', () => ID, idOf('user')) id: string, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('User', id, context, info);
  }

  @Query(() => ModelRef, { nullable: true, description: 'A model by its identity, provider/model.' })
  model(@Arg('id', () => ID, idOf('model')) id: string, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Model', id, context, info);
  }

  @Query(() => ProviderRef, { nullable: true, description: "A provider by its identity, the provider's name." })
  provider(@Arg('id', () => ID, idOf('provider')) id: string, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Provider', id, context, info);
  }
}
