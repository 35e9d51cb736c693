import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Extensions, Field, FieldResolver, Float, Info, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../request/context.ts';
import { ModelRef, ProviderRef } from './graph-types.ts';
import { DateTime, millisOf } from './scalars.ts';
import { fromGraph } from './way-back.ts';
import { windowOf, type Window } from './window.ts';

const LAST = 'How long the window is: a duration like 30m, 24h or 7d.';
const UNTIL = 'When the window ends; now when absent.';

@ObjectType({ description: 'How requests to a provider or a model went over a window, from raw rows. Percentiles are exact.' })
export class Performance {
  @Field(() => Float, { description: 'Requests of the window.' }) requests!: number;
  @Field(() => Float, { description: 'Requests that failed.' }) errors!: number;
  @Field(() => Float, { nullable: true, description: 'Failed requests over all: 0 to 1. Null without requests.' }) errorRate!: number | null;
  @Field(() => Float, { nullable: true, description: 'Half of the requests were answered within it, in milliseconds.' }) p50LatencyMs!: number | null;
  @Field(() => Float, { nullable: true, description: '95 of 100 requests were answered within it, in milliseconds.' }) p95LatencyMs!: number | null;
  @Field(() => Float, { nullable: true, description: '99 of 100 requests were answered within it, in milliseconds.' }) p99LatencyMs!: number | null;
  @Field(() => Float, { description: 'Tokens in all.' }) tokens!: number;
  @Field(() => Float, { description: 'Tokens of prompts, where producers told them.' }) promptTokens!: number;
  @Field(() => Float, { description: 'Tokens of answers, where producers told them.' }) completionTokens!: number;
  @Field(() => Float, { nullable: true, description: 'What producers said it cost, in US dollars. Null where none did.' }) costUsd!: number | null;
  @Field(() => Float, { nullable: true, description: 'The mean confidence of answers: 0 to 1.' }) confidence!: number | null;
  @Field(() => Float, { description: 'Debates that ended in the window and that it took part in.' }) debates!: number;
  @Field(() => Float, { description: 'Those of them that it won.' }) wins!: number;
  @Field(() => Float, { nullable: true, description: 'Debates won over debates taken part in: 0 to 1. Null without debates.' }) winRate!: number | null;
}

@ObjectType({ description: 'One model at one provider, and how its requests went over a window.' })
export class ModelPerformance {
  @Field(() => String, { description: "The provider's name." }) providerName!: string;
  @Field(() => String, { description: "The model's name." }) modelName!: string;
  @Field(() => Performance, { description: 'How its requests went.' }) performance!: Performance;
}

@Resolver(() => ModelRef)
export class ModelPerformanceResolver {
  @Extensions({ requires: 'id name providerName' })
  @FieldResolver(() => Performance, { nullable: true, description: 'How its requests went over a window.' })
  performance(
    @Root() { name, providerName }: ModelRef,
    @Arg('last', () => String, { defaultValue: '7d', description: LAST }) last: string,
    @Arg('until', () => DateTime, { nullable: true, description: UNTIL }) until: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Performance> {
    return performanceOf({ provider: providerName, model: name }, rangeOf(last, until, context), context);
  }
}

@Resolver(() => ProviderRef)
export class ProviderPerformanceResolver {
  @Extensions({ requires: 'id name' })
  @FieldResolver(() => Performance, { nullable: true, description: 'How the requests to all of its models went over a window.' })
  performance(
    @Root() { name }: ProviderRef,
    @Arg('last', () => String, { defaultValue: '7d', description: LAST }) last: string,
    @Arg('until', () => DateTime, { nullable: true, description: UNTIL }) until: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Performance> {
    return performanceOf({ provider: name }, rangeOf(last, until, context), context);
  }
}

@Resolver(() => ModelPerformance)
export class PerformanceResolver {
  @Query(() => [ModelPerformance], { nullable: true, description: 'How the requests to each model of each provider went over a window, the busiest first.' })
  async performance(
    @Arg('last', () => String, { defaultValue: '7d', description: LAST }) last: string,
    @Arg('until', () => DateTime, { nullable: true, description: UNTIL }) until: string | null,
    @Arg('limit', () => Int, { defaultValue: 20, description: 'How many at most: 1 to 100.' }) limit: number,
    @Ctx() context: RequestContext,
  ): Promise<ModelPerformance[]> {
    const range = rangeOf(last, until, context);
    const busiest = await context.analytics.providerModels(context.tenant, range, limit);
    const performances = busiest.length ? await context.analytics.performance(context.tenant, busiest, range) : [];
    return busiest.map(({ provider, model }, i) => ({ providerName: provider, modelName: model, performance: performances[i]! }));
  }

  @FieldResolver(() => ModelRef, { nullable: true, description: 'The model in the graph, where it is known there.' })
  model(@Root() { providerName, modelName }: ModelPerformance, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Model', `${providerName}/${modelName}`, context, info);
  }
}

function rangeOf(last: string, until: string | null, { now }: RequestContext): Window {
  return windowOf(last, until ? millisOf('until', until) : now);
}

function performanceOf(key: { provider: string; model?: string }, range: Window, { analytics, loaders, tenant }: RequestContext): Promise<Performance> {
  return loaders.load(`performance ${range.from} ${range.until}`, key, (keys: readonly (typeof key)[]) => analytics.performance(tenant, keys, range));
}
