import { Arg, Ctx, Field, Float, ID, InputType, Int, Mutation, Resolver, registerEnumType } from 'type-graphql';
import type { RequestContext } from '../request/context.ts';
import { Appended, EventInput, append, occurrenceOf } from './appended.ts';
import { checkFraction, checkId, checkNotNegative, checkRange, checkText } from './check.ts';

const DebateOutcome = { successful: 'successful', abandoned: 'abandoned', error: 'error' } as const;
registerEnumType(DebateOutcome, {
  name: 'DebateOutcome',
  description: 'How a debate ended.',
  valuesConfig: {
    successful: { description: 'It came to a conclusion.' },
    abandoned: { description: 'It was given up.' },
    error: { description: 'It failed.' },
  },
});

const MAX_ROUND = 100_000;

@InputType({ description: 'One model in one position of a debate.' })
export class DebaterInput {
  @Field(() => String, { description: "The provider's name." }) provider!: string;
  @Field(() => String, { description: "The model's name." }) model!: string;
  @Field(() => String, { nullable: true, description: 'What it argues for, or its role.' }) position?: string | null;
}

@InputType({ description: 'A debate that begins.' })
export class StartDebateInput extends EventInput {
  @Field(() => ID, { nullable: true, description: 'Its identity; that of the event when absent.' }) debateId?: string | null;
  @Field(() => String, { description: 'What is argued.' }) topic!: string;
  @Field(() => ID, { nullable: true, description: 'The conversation it is held in.' }) conversationId?: string | null;
  @Field(() => [DebaterInput], { nullable: true, description: 'Who takes part.' }) participants?: DebaterInput[] | null;
}

@InputType({ description: 'What one participant said in one round.' })
export class RecordRoundInput extends EventInput {
  @Field(() => ID, { description: 'The debate.' }) debateId!: string;
  @Field(() => ID, { nullable: true, description: 'Its identity; that of the event when absent.' }) roundId?: string | null;
  @Field(() => ID, { nullable: true, description: 'The conversation the debate is held in.' }) conversationId?: string | null;
  @Field(() => Int, { description: 'The number of the round, from 1.' }) round!: number;
  @Field(() => String, { description: "The provider's name." }) provider!: string;
  @Field(() => String, { description: "The model's name." }) model!: string;
  @Field(() => String, { nullable: true, description: 'What the participant argues for.' }) position?: string | null;
  @Field(() => String, { nullable: true, description: "The participant's role." }) role?: string | null;
  @Field(() => String, { nullable: true, description: 'What was said.' }) response?: string | null;
  @Field(() => Float, { nullable: true, description: 'How sure the participant is: 0 to 1.' }) confidence?: number | null;
  @Field(() => Float, { nullable: true, description: 'How long the answer took, in milliseconds.' }) responseTimeMs?: number | null;
  @Field(() => Int, { nullable: true, description: 'Its tokens.' }) tokens?: number | null;
}

@InputType({ description: 'A debate that ends.' })
export class CompleteDebateInput extends EventInput {
  @Field(() => ID, { description: 'The debate.' }) debateId!: string;
  @Field(() => DebateOutcome, { description: 'How it ended.' }) outcome!: keyof typeof DebateOutcome;
  @Field(() => ID, { nullable: true, description: 'The conversation it was held in.' }) conversationId?: string | null;
  @Field(() => String, { nullable: true, description: 'What was argued.' }) topic?: string | null;
  @Field(() => DebaterInput, { nullable: true, description: 'Who won.' }) winner?: DebaterInput | null;
  @Field(() => [DebaterInput], { nullable: true, description: 'Who took part.' }) participants?: DebaterInput[] | null;
  @Field(() => Float, { nullable: true, description: 'How sure the winner is: 0 to 1.' }) confidence?: number | null;
  @Field(() => String, { nullable: true, description: 'What was concluded.' }) conclusion?: string | null;
  @Field(() => String, { nullable: true, description: 'Why that was concluded.' }) reason?: string | null;
  @Field(() => Int, { nullable: true, description: 'How many rounds it had.' }) rounds?: number | null;
  @Field(() => Float, { nullable: true, description: 'How long it took, in milliseconds.' }) durationMs?: number | null;
}

@Resolver()
export class DebateMutations {
  @Mutation(() => Appended, { nullable: true, description: 'Starts a debate.' })
  startDebate(@Arg('input', () => StartDebateInput, { description: 'The debate.' }) input: StartDebateInput, @Ctx() context: RequestContext) {
    checkId('debateId', input.debateId);
    checkText('topic', input.topic);
    checkId('conversationId', input.conversationId);
    const occurrence = occurrenceOf(input, context);
    const debateId = input.debateId ?? occurrence.id;
    return append(
      {
        kind: 'debate.started', ...occurrence, debateId, topic: input.topic, conversationId: input.conversationId ?? undefined,
        participants: participantsOf(input.participants),
      },
      debateId,
      context,
    );
  }

  @Mutation(() => Appended, { nullable: true, description: 'Records what a participant said in a round of a debate.' })
  recordRound(@Arg('input', () => RecordRoundInput, { description: 'The round.' }) input: RecordRoundInput, @Ctx() context: RequestContext) {
    checkId('debateId', input.debateId);
    checkId('roundId', input.roundId);
    checkRange('round', input.round, 1, MAX_ROUND);
    checkText('provider', input.provider);
    checkText('model', input.model);
    checkFraction('confidence', input.confidence);
    checkNotNegative('responseTimeMs', input.responseTimeMs);
    checkNotNegative('tokens', input.tokens);
    const occurrence = occurrenceOf(input, context);
    const { debateId, round, provider, model } = input;
    const roundId = input.roundId ?? occurrence.id;
    return append(
      {
        kind: 'debate.round', ...occurrence, debateId, conversationId: input.conversationId ?? undefined,
        round: {
          roundId, round, provider, model,
          position: input.position ?? undefined, role: input.role ?? undefined, response: input.response ?? undefined,
          confidence: input.confidence ?? undefined, responseTimeMs: input.responseTimeMs ?? undefined, tokens: input.tokens ?? undefined,
        },
      },
      roundId,
      context,
    );
  }

  @Mutation(() => Appended, { nullable: true, description: 'Completes a debate.' })
  completeDebate(@Arg('input', () => CompleteDebateInput, { description: 'How it ended.' }) input: CompleteDebateInput, @Ctx() context: RequestContext) {
    checkId('debateId', input.debateId);
    checkId('conversationId', input.conversationId);
    checkFraction('confidence', input.confidence);
    checkNotNegative('rounds', input.rounds);
    checkNotNegative('durationMs', input.durationMs);
    const { debateId, outcome } = input;
    return append(
      {
        kind: 'debate.completed', ...occurrenceOf(input, context), debateId, outcome,
        conversationId: input.conversationId ?? undefined,
        topic: input.topic ?? undefined,
        winner: input.winner ? participantOf(input.winner, 'winner') : undefined,
        participants: participantsOf(input.participants),
        confidence: input.confidence ?? undefined,
        conclusion: input.conclusion ?? undefined,
        reason: input.reason ?? undefined,
        rounds: input.rounds ?? undefined,
        durationMs: input.durationMs ?? undefined,
      },
      debateId,
      context,
    );
  }
}

function participantsOf(given: readonly DebaterInput[] | null | undefined) {
  return (given ?? []).map((one, i) => participantOf(one, `participants[${i}]`));
}

function participantOf({ provider, model, position }: DebaterInput, field: string) {
  checkText(`${field}.provider`, provider);
  checkText(`${field}.model`, model);
  return { provider, model, position: position ?? undefined };
}
