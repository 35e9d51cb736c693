import { Arg, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../request/context.ts';
import { checkRange } from './check.ts';
import { ConversationRef } from './graph-types.ts';
import { Message, messageOf } from './message.resolver.ts';
import { PageBounds } from './page-bounds.ts';

const MAX_PAGE = 100;
const DEFAULT_PAGE = 20;

@ObjectType({ description: 'One message of a page.' })
export class MessageEdge {
  @Field(() => String, { description: 'Where it lies in its conversation: stays the same whatever is added.' })
  cursor!: string;

  @Field(() => Message, { description: 'The message.' })
  node!: Message;
}

@ObjectType({ description: 'A page of messages.' })
export class MessagePage {
  @Field(() => Int, { description: 'How many messages the conversation has.' })
  totalCount!: number;

  @Field(() => [MessageEdge], { description: 'The messages of the page with their cursors.' })
  edges!: MessageEdge[];

  @Field(() => [Message], { description: 'The messages of the page.' })
  nodes!: Message[];

  @Field(() => PageBounds, { description: 'What lies around the page.' })
  pageInfo!: PageBounds;
}

@Resolver(() => ConversationRef)
export class MessagesResolver {
  @FieldResolver(() => MessagePage, { nullable: true, description: 'Its messages in their order, edits applied and deleted ones left out: the first 20 unless said otherwise.' })
  async messages(
    @Root() { id }: ConversationRef,
    @Arg('first', () => Int, { nullable: true, description: 'How many from the beginning, or after the cursor: 1 to 100.' }) first: number | null,
    @Arg('after', () => String, { nullable: true, description: 'The cursor that the page begins after.' }) after: string | null,
    @Arg('last', () => Int, { nullable: true, description: 'How many from the end, or before the cursor, instead of `first`: 1 to 100.' }) last: number | null,
    @Arg('before', () => String, { nullable: true, description: 'The cursor that the page ends before.' }) before: string | null,
    @Ctx() { analytics, loaders, tenant }: RequestContext,
  ): Promise<MessagePage> {
    const size = last ?? first ?? DEFAULT_PAGE;
    checkRange(last ? 'last' : 'first', size, 1, MAX_PAGE);
    const page = { first: size, after: after ?? undefined, last: last ? size : undefined, before: before ?? undefined };
    const { messages, hasMore, totalCount } = await loaders.load('messagePages', { conversationId: id, ...page }, (keys: readonly ({ conversationId: string } & typeof page)[]) =>
      analytics.messagePages(tenant, keys),
    );
    const edges = messages.map((stored) => ({ cursor: stored.place, node: messageOf(stored) }));
    return {
      totalCount,
      edges,
      nodes: edges.map(({ node }) => node),
      pageInfo: {
        hasNextPage: last ? before !== null && before !== undefined : hasMore,
        hasPreviousPage: last ? hasMore : after !== null && after !== undefined,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
    };
  }
}
