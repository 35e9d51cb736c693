import { Arg, Ctx, Field, Float, ID, InputType, Mutation, Resolver, registerEnumType } from 'type-graphql';
import type { MemoryRemembered } from '../events/event.ts';
import type { RequestContext } from '../request/context.ts';
import { Appended, EventInput, append, occurrenceOf, type Occurrence } from './appended.ts';
import { checkFraction, checkId, checkText } from './check.ts';
import { DateTime, millisOf } from './scalars.ts';
import { SubjectInput, subjectsOf } from './subject.ts';

const MemoryType = { episodic: 'episodic', semantic: 'semantic', procedural: 'procedural', working: 'working' } as const;
registerEnumType(MemoryType, {
  name: 'MemoryType',
  description: 'What kind of memory it is.',
  valuesConfig: {
    episodic: { description: 'What happened.' },
    semantic: { description: 'What is so.' },
    procedural: { description: 'How something is done.' },
    working: { description: 'What matters for now.' },
  },
});

@InputType()
class MemoryStateInput extends EventInput {
  @Field(() => ID, { nullable: true, description: 'Whose memory it is.' }) userId?: string | null;
  @Field(() => String, { description: 'What is remembered.' }) content!: string;
  @Field(() => MemoryType, { nullable: true, description: 'What kind of memory it is.' }) type?: keyof typeof MemoryType | null;
  @Field(() => String, { nullable: true, description: 'A finer kind.' }) category?: string | null;
  @Field(() => Float, { nullable: true, description: 'How much it matters: 0 to 1.' }) importance?: number | null;
  @Field(() => [String], { nullable: true, description: 'Labels.' }) tags?: string[] | null;
  @Field(() => [SubjectInput], { nullable: true, description: 'What it is about.' }) about?: SubjectInput[] | null;
  @Field(() => [ID], { nullable: true, description: 'The messages that it comes from.' }) sourceIds?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'The conversation that it comes from.' }) conversationId?: string | null;
  @Field(() => ID, { nullable: true, description: 'The session it is written in.' }) sessionId?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it stops being valid.' }) expiresAt?: string | null;
}

@InputType({ description: 'Something to remember.' })
export class RememberInput extends MemoryStateInput {
  @Field(() => ID, { nullable: true, description: 'Its identity; that of the event when absent.' }) memoryId?: string | null;
}

@InputType({ description: 'A memory as it is now: the whole of it, replacing what it was.' })
export class ReviseInput extends MemoryStateInput {
  @Field(() => ID, { description: 'The memory.' }) memoryId!: string;
}

@InputType({ description: 'A memory to forget.' })
export class ForgetInput extends EventInput {
  @Field(() => ID, { description: 'The memory.' }) memoryId!: string;
  @Field(() => ID, { nullable: true, description: 'Whose memory it is: tells those who follow that user.' }) userId?: string | null;
}

@Resolver()
export class MemoryMutations {
  @Mutation(() => Appended, { nullable: true, description: 'Remembers something.' })
  remember(@Arg('input', () => RememberInput, { description: 'What to remember.' }) input: RememberInput, @Ctx() context: RequestContext) {
    checkId('memoryId', input.memoryId);
    const occurrence = versioned(occurrenceOf(input, context));
    const memoryId = input.memoryId ?? occurrence.id;
    return append({ kind: 'memory.remembered', ...occurrence, memoryId, ...stateOf(input) }, memoryId, context);
  }

  @Mutation(() => Appended, { nullable: true, description: 'Replaces what a memory says.' })
  revise(@Arg('input', () => ReviseInput, { description: 'The memory as it is now.' }) input: ReviseInput, @Ctx() context: RequestContext) {
    checkId('memoryId', input.memoryId);
    const { memoryId } = input;
    return append({ kind: 'memory.revised', ...versioned(occurrenceOf(input, context)), memoryId, ...stateOf(input) }, memoryId, context);
  }

  @Mutation(() => Appended, { nullable: true, description: 'Forgets a memory for good.' })
  forget(@Arg('input', () => ForgetInput, { description: 'The memory.' }) input: ForgetInput, @Ctx() context: RequestContext) {
    checkId('memoryId', input.memoryId);
    checkId('userId', input.userId);
    const { memoryId } = input;
    return append({ kind: 'memory.forgotten', ...versioned(occurrenceOf(input, context)), memoryId, userId: input.userId ?? undefined }, memoryId, context);
  }
}

/** HelixAgent's memories carry nanoseconds since 1970 as their version: ours compare with them. */
function versioned(occurrence: Occurrence): Occurrence {
  return { ...occurrence, version: BigInt(occurrence.at) * 1_000_000n };
}

function stateOf(input: MemoryStateInput): Omit<MemoryRemembered, 'kind' | 'memoryId' | keyof Occurrence> {
  const sourceIds = input.sourceIds ?? [];
  checkId('userId', input.userId);
  checkText('content', input.content);
  checkFraction('importance', input.importance);
  checkId('conversationId', input.conversationId);
  sourceIds.forEach((id, i) => checkId(`sourceIds[${i}]`, id));
  return {
    content: input.content,
    userId: input.userId ?? undefined,
    sessionId: input.sessionId ?? undefined,
    conversationId: input.conversationId ?? undefined,
    type: input.type ?? undefined,
    category: input.category ?? undefined,
    importance: input.importance ?? undefined,
    tags: input.tags ?? [],
    metadata: {},
    entities: subjectsOf(input.about ?? [], 'about'),
    relations: [],
    sourceMessageIds: sourceIds,
    clock: {},
    expiresAt: input.expiresAt ? millisOf('expiresAt', input.expiresAt) : undefined,
  };
}
