import { Ctx, Field, FieldResolver, Float, ID, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../request/context.ts';
import { DebateRef } from './graph-types.ts';
import { DateTime, isoOf } from './scalars.ts';

@ObjectType({ description: 'What one participant said in one round of a debate.' })
export class Round {
  @Field(() => ID, { description: 'Its identity.' })
  id!: string;

  @Field(() => Int, { description: 'The number of the round, from 1.' })
  round!: number;

  @Field(() => String, { nullable: true, description: 'What the participant argued for.' })
  position!: string | null;

  @Field(() => String, { nullable: true, description: "The participant's role." })
  role!: string | null;

  @Field(() => String, { nullable: true, description: "The provider's name." })
  provider!: string | null;

  @Field(() => String, { nullable: true, description: "The model's name." })
  model!: string | null;

  @Field(() => String, { nullable: true, description: 'What was said.' })
  response!: string | null;

  @Field(() => Float, { nullable: true, description: 'How sure the participant was: 0 to 1.' })
  confidence!: number | null;

  @Field(() => Float, { nullable: true, description: 'How long the answer took, in milliseconds.' })
  responseTimeMs!: number | null;

  @Field(() => Int, { nullable: true, description: 'Its tokens as its producer counted them.' })
  tokens!: number | null;

  @Field(() => DateTime, { description: 'When it was said.' })
  at!: string;
}

@Resolver(() => DebateRef)
export class DebateResolver {
  @FieldResolver(() => [Round], { nullable: true, description: 'What was said in each round, in order.' })
  async rounds(@Root() { id }: DebateRef, @Ctx() { analytics, loaders, tenant }: RequestContext): Promise<Round[]> {
    const rounds = await loaders.load('rounds', id, (ids: readonly string[]) => analytics.rounds(tenant, ids));
    return rounds.map((round) => ({ ...round, at: isoOf(round.at) }));
  }
}
