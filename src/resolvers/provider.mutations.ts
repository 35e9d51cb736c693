import { Arg, Ctx, Field, Float, ID, InputType, Int, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../request/context.ts';
import { Appended, EventInput, append, occurrenceOf } from './appended.ts';
import { checkFraction, checkId, checkNotNegative, checkText } from './check.ts';

@InputType({ description: 'How one request to a provider went.' })
export class ProviderMetricsInput extends EventInput {
  @Field(() => String, { description: "The provider's name." }) provider!: string;
  @Field(() => String, { description: "The model's name." }) model!: string;
  @Field(() => ID, { nullable: true, description: 'The identity of the request; that of the event when absent.' }) requestId?: string | null;
  @Field(() => ID, { nullable: true, description: 'The debate it was made for.' }) debateId?: string | null;
  @Field(() => Int, { nullable: true, description: 'The round it was made for.' }) round?: number | null;
  @Field(() => Float, { description: 'How long the answer took, in milliseconds.' }) responseTimeMs!: number;
  @Field(() => Float, { nullable: true, description: 'How long the first token took, in milliseconds.' }) timeToFirstTokenMs?: number | null;
  @Field(() => Int, { description: 'Tokens in all.' }) tokens!: number;
  @Field(() => Int, { nullable: true, description: 'Tokens of the prompt.' }) promptTokens?: number | null;
  @Field(() => Int, { nullable: true, description: 'Tokens of the answer.' }) completionTokens?: number | null;
  @Field(() => Float, { nullable: true, description: 'How sure the model was: 0 to 1.' }) confidence?: number | null;
  @Field(() => Boolean, { description: 'Whether it was answered.' }) success!: boolean;
  @Field(() => String, { nullable: true, description: 'What kind of failure it was.' }) errorType?: string | null;
  @Field(() => Float, { nullable: true, description: 'What it cost, in US dollars.' }) costUsd?: number | null;
}

@Resolver()
export class ProviderMutations {
  @Mutation(() => Appended, { nullable: true, description: 'Records how a request to a provider went.' })
  recordProviderMetrics(@Arg('input', () => ProviderMetricsInput, { description: 'The request.' }) input: ProviderMetricsInput, @Ctx() context: RequestContext) {
    checkText('provider', input.provider);
    checkText('model', input.model);
    checkId('requestId', input.requestId);
    checkId('debateId', input.debateId);
    checkFraction('confidence', input.confidence);
    for (const field of ['round', 'responseTimeMs', 'timeToFirstTokenMs', 'tokens', 'promptTokens', 'completionTokens', 'costUsd'] as const) checkNotNegative(field, input[field]);
    const occurrence = occurrenceOf(input, context);
    const requestId = input.requestId ?? occurrence.id;
    const { provider, model, responseTimeMs, tokens, success } = input;
    return append(
      {
        kind: 'provider.metrics', ...occurrence, provider, model, requestId, responseTimeMs, tokens, success,
        debateId: input.debateId ?? undefined,
        round: input.round ?? undefined,
        timeToFirstTokenMs: input.timeToFirstTokenMs ?? undefined,
        promptTokens: input.promptTokens ?? undefined,
        completionTokens: input.completionTokens ?? undefined,
        confidence: input.confidence ?? undefined,
        errorType: input.errorType ?? undefined,
        costUsd: input.costUsd ?? undefined,
      },
      requestId,
      context,
    );
  }
}
