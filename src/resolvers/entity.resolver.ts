import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Field, FieldResolver, Float, ID, Info, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../request/context.ts';
import { Bucket, type BucketName } from './bucket.ts';
import { checkRange } from './check.ts';
import { EntityRef } from './graph-types.ts';
import { DateTime, isoOf, millisOf } from './scalars.ts';
import { fromGraph } from './way-back.ts';
import { bucketsOf } from './window.ts';

const MAX_DEPTH = 5;

@ObjectType({ description: 'How often something was mentioned in one bucket of time.' })
export class MentionCount {
  @Field(() => DateTime, { description: 'When the bucket begins.' })
  start!: string;

  @Field(() => Int, { description: 'Mentions in the bucket.' })
  mentions!: number;
}

@ObjectType({ description: 'An entity in the neighbourhood of another.' })
export class Neighbour {
  id!: string;

  @Field(() => Int, { description: 'Over how many relationships it is reached at least.' })
  distance!: number;
}

@ObjectType({ description: 'One relationship of a path.' })
export class PathRelationship {
  @Field(() => ID, { description: 'Its identity.' })
  id!: string;

  @Field(() => String, { description: 'What kind of relationship it is.' })
  type!: string;

  @Field(() => Float, { nullable: true, description: 'How strong it is: 0 to 1.' })
  strength!: number | null;
}

@ObjectType({ description: 'The shortest way from one entity to another.' })
export class Path {
  entityIds!: readonly string[];

  @Field(() => [PathRelationship], { description: 'The relationships along it, in order.' })
  relationships!: readonly PathRelationship[];

  @Field(() => Int, { description: 'How many relationships long it is.' })
  length!: number;
}

@Resolver(() => EntityRef)
export class EntityResolver {
  @FieldResolver(() => [MentionCount], { nullable: true, description: 'How often it was mentioned over time, the oldest bucket first.' })
  activity(
    @Root() { id }: EntityRef,
    @Arg('bucket', () => Bucket, { defaultValue: Bucket.DAY, description: 'How long each bucket is.' }) bucket: BucketName,
    @Arg('last', () => Int, { defaultValue: 14, description: 'How many buckets, at most 1000.' }) last: number,
    @Arg('until', () => DateTime, { nullable: true, description: 'Where the last bucket ends; now when absent.' }) until: string | null,
    @Ctx() { analytics, loaders, tenant, now }: RequestContext,
  ): Promise<MentionCount[]> {
    const range = bucketsOf(bucket, last, until ? millisOf('until', until) : now);
    return loaders.load(`mentions ${bucket} ${range.from} ${range.until}`, id, async (ids: readonly string[]) => {
      const counts = await analytics.mentions(tenant, ids, bucket, range);
      // The buckets of all entities are the same: their times are written once.
      const starts = counts[0]?.map(({ start }) => isoOf(start)) ?? [];
      return counts.map((ofEntity) => ofEntity.map(({ mentions }, i) => ({ start: starts[i]!, mentions })));
    });
  }

  @FieldResolver(() => [Neighbour], { nullable: true, description: 'Entities reached over relationships in either direction, the nearest first.' })
  neighbourhood(
    @Root() { id }: EntityRef,
    @Arg('depth', () => Int, { defaultValue: 2, description: 'Over how many relationships at most: 1 to 5.' }) depth: number,
    @Arg('limit', () => Int, { defaultValue: 20, description: 'How many entities at most: 1 to 100.' }) limit: number,
    @Ctx() { graph, loaders, tenant }: RequestContext,
  ): Promise<readonly object[]> {
    checkRange('depth', depth, 1, MAX_DEPTH);
    return loaders.load(`neighbourhood ${depth} ${limit}`, id, (ids: readonly string[]) => graph.neighbourhood(tenant, ids, depth, limit));
  }

  @Query(() => Path, { nullable: true, description: 'The shortest path between two entities, or null where there is none of that length.' })
  async shortestPath(
    @Arg('from', () => ID, { description: 'The entity it starts from.' }) from: string,
    @Arg('to', () => ID, { description: 'The entity it leads to.' }) to: string,
    @Arg('maxDepth', () => Int, { defaultValue: MAX_DEPTH, description: 'How many relationships at most: 1 to 5.' }) maxDepth: number,
    @Ctx() { graph, tenant }: RequestContext,
  ): Promise<Path | null> {
    checkRange('maxDepth', maxDepth, 1, MAX_DEPTH);
    const path = await graph.shortestPath(tenant, from, to, maxDepth);
    return path && { ...path, relationships: path.relationships, length: path.relationships.length };
  }
}

@Resolver(() => Neighbour)
export class NeighbourResolver {
  @FieldResolver(() => EntityRef, { nullable: true, description: 'The entity.' })
  entity(@Root() { id }: Neighbour, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return fromGraph('Entity', id, context, info);
  }
}

@Resolver(() => Path)
export class PathResolver {
  @FieldResolver(() => [EntityRef], { nullable: true, description: 'The entities along it, both ends among them.' })
  async entities(@Root() { entityIds }: Path, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    const entities = await Promise.all(entityIds.map((id) => fromGraph('Entity', id, context, info)));
    return entities.filter((entity) => entity !== null);
  }
}
