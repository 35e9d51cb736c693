import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { newestWithin } from '../domain/context/newest-within.ts';
import { tokenizerOf } from '../domain/context/tokenizer.ts';
import type { RequestContext } from '../request/context.ts';
import { checkRange } from './check.ts';
import { ConversationRef } from './graph-types.ts';
import { Message, messageOf } from './message.resolver.ts';

const MAX_TOKENS = 200_000;
/** The newest messages that are looked at: a context of more is told as truncated. */
const MAX_MESSAGES = 1000;
/** A message is rarely shorter, so that no more are read than can fit. */
const TOKENS_PER_MESSAGE = 8;

@ObjectType({ description: 'What a compression wrote in the place of messages.' })
export class ContextSummary {
  conversationId!: string;
  originalMessages!: number | null;

  @Field(() => String, { description: 'The summary.' })
  content!: string;
}

@ObjectType({ description: 'What to hand a model of a conversation: the newest messages within a budget of tokens.' })
export class ConversationContext {
  @Field(() => Int, { description: 'What it costs, counted by the tokenizer of the model: content, and 4 for each message and summary. Never over the budget.' })
  tokens!: number;

  @Field(() => Int, { description: 'The budget that was given.' })
  maxTokens!: number;

  @Field(() => Boolean, { description: 'Whether messages were left out.' })
  truncated!: boolean;

  @Field(() => Int, { description: 'How many messages were left out.' })
  omittedMessages!: number;

  @Field(() => [Message], { description: 'The newest messages that fit, the oldest of them first, without a gap.' })
  messages!: Message[];

  @Field(() => [ContextSummary], { description: 'What stands for messages that were left out: the newest compression, where it takes no more than half of the budget.' })
  summaries!: readonly ContextSummary[];
}

@Resolver(() => ConversationRef)
export class ContextResolver {
  @FieldResolver(() => ConversationContext, { nullable: true, description: 'What to hand a model of it: the newest messages within a budget of tokens.' })
  async context(
    @Root() { id }: ConversationRef,
    @Arg('maxTokens', () => Int, { defaultValue: 4000, description: 'The budget: 1 to 200000 tokens.' }) maxTokens: number,
    @Arg('model', () => String, { nullable: true, description: 'The model to count for; the tokenizer of OpenAI’s newest models when absent or another’s.' }) model: string | null,
    @Ctx() { analytics, loaders, tenant }: RequestContext,
  ): Promise<ConversationContext> {
    checkRange('maxTokens', maxTokens, 1, MAX_TOKENS);
    const limit = Math.min(MAX_MESSAGES, Math.ceil(maxTokens / TOKENS_PER_MESSAGE) + 1);
    const count = await tokenizerOf(model);
    const newest = await loaders.load(`newestMessages ${limit}`, id, (ids: readonly string[]) => analytics.newestMessages(tenant, ids, limit));
    const whole = newestWithin<typeof newest.messages[number], ContextSummary>(newest.messages, newest.totalCount, maxTokens, count);
    const context = whole.omitted === 0 ? whole : newestWithin(newest.messages, newest.totalCount, maxTokens, count, await summaryOf(id));
    return {
      tokens: context.tokens,
      maxTokens,
      truncated: context.omitted > 0,
      omittedMessages: context.omitted,
      messages: context.messages.map(messageOf),
      summaries: context.summary ? [context.summary] : [],
    };

    async function summaryOf(conversationId: string): Promise<ContextSummary | null> {
      const compressions = await loaders.load('compressions', conversationId, (ids: readonly string[]) => analytics.compressions(tenant, ids));
      const newest = compressions.filter(({ summary }) => summary).reduce<(typeof compressions)[number] | null>((best, one) => (best && best.at >= one.at ? best : one), null);
      return newest && { conversationId, content: newest.summary!, originalMessages: newest.originalMessages };
    }
  }
}

@Resolver(() => ContextSummary)
export class ContextSummaryResolver {
  /** Producers tell how many messages a compression stood for, never which: those are the conversation's oldest. */
  @FieldResolver(() => [ID], { nullable: true, description: 'The messages it stands for: as many of the oldest as its producer said. Empty where it said none.' })
  async standsFor(@Root() { conversationId, originalMessages }: ContextSummary, @Ctx() { analytics, loaders, tenant }: RequestContext): Promise<string[]> {
    if (!originalMessages) return [];
    const first = Math.min(originalMessages, MAX_MESSAGES);
    const page = await loaders.load('messagePages', { conversationId, first }, (keys: readonly { conversationId: string; first: number }[]) => analytics.messagePages(tenant, keys));
    return page.messages.map((message) => message.id);
  }
}
