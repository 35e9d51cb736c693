import { Arg, Ctx, Field, ID, InputType, Int, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../request/context.ts';
import { Appended, EventInput, append, occurrenceOf } from './appended.ts';
import { check, checkId, checkNotNegative, checkText } from './check.ts';
import { Role, type RoleValue } from './role.ts';
import { SubjectInput, subjectsOf } from './subject.ts';

@InputType({ description: 'A conversation that begins.' })
export class StartConversationInput extends EventInput {
  @Field(() => ID, { nullable: true, description: 'Its identity; that of the event when absent.' }) conversationId?: string | null;
  @Field(() => ID, { nullable: true, description: 'Who starts it.' }) userId?: string | null;
  @Field(() => String, { nullable: true, description: "The user's name." }) userName?: string | null;
  @Field(() => ID, { nullable: true, description: 'The session it is in.' }) sessionId?: string | null;
  @Field(() => String, { nullable: true, description: 'What it is about.' }) title?: string | null;
}

@InputType({ description: 'A message that is said.' })
export class AppendMessageInput extends EventInput {
  @Field(() => ID, { description: 'The conversation it is said in.' }) conversationId!: string;
  @Field(() => ID, { nullable: true, description: 'Its identity; that of the event when absent.' }) messageId?: string | null;
  @Field(() => Role, { description: 'Who says it.' }) role!: RoleValue;
  @Field(() => String, { description: 'What is said.' }) content!: string;
  @Field(() => String, { nullable: true, description: 'The model that says it.' }) model?: string | null;
  @Field(() => Int, { nullable: true, description: 'Its tokens.' }) tokens?: number | null;
  @Field(() => ID, { nullable: true, description: 'Whose conversation it is.' }) userId?: string | null;
  @Field(() => ID, { nullable: true, description: 'The session it is in.' }) sessionId?: string | null;
}

@InputType({ description: 'A message that is said anew.' })
export class UpdateMessageInput extends EventInput {
  @Field(() => ID, { description: 'The conversation it is in.' }) conversationId!: string;
  @Field(() => ID, { description: 'The message.' }) messageId!: string;
  @Field(() => Role, { description: 'Who says it.' }) role!: RoleValue;
  @Field(() => String, { description: 'What is said instead.' }) content!: string;
  @Field(() => Int, { nullable: true, description: 'Its tokens.' }) tokens?: number | null;
}

@InputType({ description: 'A message that is taken back.' })
export class DeleteMessageInput extends EventInput {
  @Field(() => ID, { description: 'The conversation it is in.' }) conversationId!: string;
  @Field(() => ID, { description: 'The message.' }) messageId!: string;
}

@InputType({ description: 'Entities that a conversation, or one message of it, mentions.' })
export class MentionEntitiesInput extends EventInput {
  @Field(() => ID, { description: 'The conversation.' }) conversationId!: string;
  @Field(() => ID, { nullable: true, description: 'The message that mentions them.' }) messageId?: string | null;
  @Field(() => [SubjectInput], { description: 'The entities.' }) entities!: SubjectInput[];
}

@InputType({ description: 'A conversation that ends.' })
export class CompleteConversationInput extends EventInput {
  @Field(() => ID, { description: 'The conversation.' }) conversationId!: string;
  @Field(() => String, { nullable: true, description: 'How it ended.' }) outcome?: string | null;
}

@Resolver()
export class ConversationMutations {
  @Mutation(() => Appended, { nullable: true, description: 'Starts a conversation.' })
  startConversation(@Arg('input', () => StartConversationInput, { description: 'The conversation.' }) input: StartConversationInput, @Ctx() context: RequestContext) {
    checkId('conversationId', input.conversationId);
    checkId('userId', input.userId);
    checkText('title', input.title);
    const occurrence = occurrenceOf(input, context);
    const conversationId = input.conversationId ?? occurrence.id;
    return append(
      {
        kind: 'conversation.started', ...occurrence, conversationId,
        userId: input.userId ?? undefined, userName: input.userName ?? undefined, sessionId: input.sessionId ?? undefined, title: input.title ?? undefined,
      },
      conversationId,
      context,
    );
  }

  @Mutation(() => Appended, { nullable: true, description: 'Adds a message to a conversation.' })
  appendMessage(@Arg('input', () => AppendMessageInput, { description: 'The message.' }) input: AppendMessageInput, @Ctx() context: RequestContext) {
    checkId('conversationId', input.conversationId);
    checkId('messageId', input.messageId);
    checkNotNegative('tokens', input.tokens);
    const occurrence = occurrenceOf(input, context);
    const { conversationId, role, content } = input;
    const messageId = input.messageId ?? occurrence.id;
    return append(
      {
        kind: 'message.added', ...occurrence, conversationId, messageId,
        userId: input.userId ?? undefined, sessionId: input.sessionId ?? undefined,
        message: { messageId, role, content, model: input.model ?? undefined, tokens: input.tokens ?? undefined },
      },
      messageId,
      context,
    );
  }

  @Mutation(() => Appended, { nullable: true, description: 'Replaces the content of a message.' })
  updateMessage(@Arg('input', () => UpdateMessageInput, { description: 'The message as it is now.' }) input: UpdateMessageInput, @Ctx() context: RequestContext) {
    checkId('conversationId', input.conversationId);
    checkId('messageId', input.messageId);
    checkNotNegative('tokens', input.tokens);
    const { conversationId, messageId, role, content } = input;
    return append(
      { kind: 'message.updated', ...occurrenceOf(input, context), conversationId, messageId, message: { messageId, role, content, tokens: input.tokens ?? undefined } },
      messageId,
      context,
    );
  }

  @Mutation(() => Appended, { nullable: true, description: 'Deletes a message.' })
  deleteMessage(@Arg('input', () => DeleteMessageInput, { description: 'The message.' }) input: DeleteMessageInput, @Ctx() context: RequestContext) {
    checkId('conversationId', input.conversationId);
    checkId('messageId', input.messageId);
    const { conversationId, messageId } = input;
    return append({ kind: 'message.deleted', ...occurrenceOf(input, context), conversationId, messageId }, messageId, context);
  }

  @Mutation(() => Appended, { nullable: true, description: 'Notes which entities a conversation mentions.' })
  mentionEntities(@Arg('input', () => MentionEntitiesInput, { description: 'The entities, and where.' }) input: MentionEntitiesInput, @Ctx() context: RequestContext) {
    const { conversationId, messageId, entities } = input;
    checkId('conversationId', conversationId);
    checkId('messageId', messageId);
    check(entities.length > 0, 'entities', 'at least one', entities);
    return append(
      { kind: 'entities.mentioned', ...occurrenceOf(input, context), conversationId, messageId: messageId ?? undefined, entities: subjectsOf(entities, 'entities') },
      conversationId,
      context,
    );
  }

  @Mutation(() => Appended, { nullable: true, description: 'Completes a conversation.' })
  completeConversation(@Arg('input', () => CompleteConversationInput, { description: 'The conversation.' }) input: CompleteConversationInput, @Ctx() context: RequestContext) {
    checkId('conversationId', input.conversationId);
    const { conversationId } = input;
    return append(
      { kind: 'conversation.completed', ...occurrenceOf(input, context), conversationId, outcome: input.outcome ?? undefined, messages: [], entities: [], rounds: [] },
      conversationId,
      context,
    );
  }
}
