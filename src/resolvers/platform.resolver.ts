import { Arg, Ctx, Field, FieldResolver, Float, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { HelixError } from '../errors.ts';
import { components } from '../request/components.ts';
import type { RequestContext } from '../request/context.ts';
import { Bucket, type BucketName } from './bucket.ts';
import { PageBounds } from './page-bounds.ts';
import { DateTime, isoOf, millisOf } from './scalars.ts';
import { bucketsOf } from './window.ts';

@ObjectType({ description: 'What happened on the platform in one bucket of time.' })
export class ActivityBucket {
  @Field(() => DateTime, { description: 'When the bucket begins.' }) start!: string;
  @Field(() => Int, { description: 'Messages said.' }) messages!: number;
  @Field(() => Int, { description: 'Mentions of entities.' }) mentions!: number;
  @Field(() => Int, { description: 'Rounds of debates.' }) rounds!: number;
  @Field(() => Int, { description: 'Requests to providers.' }) requests!: number;
  @Field(() => Int, { description: 'Memories written, revised or forgotten.' }) memoryEvents!: number;
}

@ObjectType({ description: 'An engine that the platform runs on.' })
export class Component {
  @Field(() => String, { description: 'graph, analytics or log.' }) name!: string;
  @Field(() => String, { description: 'up or down.' }) status!: string;
  @Field(() => String, { nullable: true, description: 'Its version, where it tells one.' }) version!: string | null;
  @Field(() => Float, { nullable: true, description: 'How long it took to answer, in milliseconds. Null while it is down.' }) latencyMs!: number | null;
}

@ObjectType({ description: 'How far a store has followed the log.' })
export class Freshness {
  @Field(() => String, { description: 'graph or analytics.' }) store!: string;
  @Field(() => String, { description: 'The position it has reached: opaque.' }) position!: string;
  @Field(() => Float, { description: 'How long the oldest event that is not applied yet has waited, in milliseconds.' }) lagMs!: number;
  @Field(() => Boolean, { description: 'Whether it has not moved for a while though there is work.' }) stalled!: boolean;
}

@ObjectType({ description: 'How much of one kind is stored for the tenant.' })
export class Size {
  @Field(() => String, { description: 'graph or analytics.' }) store!: string;
  @Field(() => String, { description: 'The label, relationship type or table.' }) name!: string;
  @Field(() => Float, { description: 'How many.' }) count!: number;
}

@ObjectType({ description: "The platform's own state." })
export class Platform {
  @Field(() => String, { description: "The program's version." }) version!: string;
}

@ObjectType({ description: 'A record that was refused.' })
export class DeadLetter {
  @Field(() => String, { description: 'Its identity among dead letters: what a replay takes. Also its cursor.' }) id!: string;
  @Field(() => String, { description: 'Why, as a code.' }) code!: string;
  @Field(() => String, { description: 'Why, for a person.' }) reason!: string;
  @Field(() => String, { description: 'The topic it lies on.' }) topic!: string;
  @Field(() => Int, { description: 'The partition it lies on.' }) partition!: number;
  @Field(() => String, { description: 'Its offset there.' }) offset!: string;
  @Field(() => DateTime, { description: 'When it was refused.' }) at!: string;
}

@ObjectType({ description: 'A page of dead letters.' })
export class DeadLetterPage {
  @Field(() => Int, { description: 'How many there are.' }) totalCount!: number;
  @Field(() => [DeadLetter], { description: 'The dead letters of the page.' }) nodes!: DeadLetter[];
  @Field(() => PageBounds, { description: 'What lies around the page.' }) pageInfo!: PageBounds;
}

@Resolver(() => Platform)
export class PlatformResolver {
  @Query(() => [ActivityBucket], { nullable: true, description: 'What happened on the platform over time, the oldest bucket first.' })
  async activity(
    @Arg('bucket', () => Bucket, { defaultValue: Bucket.DAY, description: 'How long each bucket is.' }) bucket: BucketName,
    @Arg('last', () => Int, { defaultValue: 14, description: 'How many buckets, at most 1000.' }) last: number,
    @Arg('until', () => DateTime, { nullable: true, description: 'Where the last bucket ends; now when absent.' }) until: string | null,
    @Ctx() { analytics, tenant, now }: RequestContext,
  ): Promise<ActivityBucket[]> {
    const buckets = await analytics.activity(tenant, bucket, bucketsOf(bucket, last, until ? millisOf('until', until) : now));
    return buckets.map((one) => ({ ...one, start: isoOf(one.start) }));
  }

  @Query(() => Platform, { description: "The platform's own state." })
  platform(@Ctx() { ports }: RequestContext): Platform {
    return { version: ports.version };
  }

  @Query(() => String, { description: 'The end of the log as this server has seen it. As `after` of a subscription it goes on from here, whatever happens until it is there.' })
  position(@Ctx() { ports, tenant }: RequestContext): string {
    return ports.codec.encode(ports.feed.position(), tenant);
  }

  @Query(() => DeadLetterPage, { nullable: true, description: 'Records that were refused, the newest first.' })
  async deadLetters(
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many at most: 1 to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The id that the page begins after.' }) after: string | null,
    @Ctx() { ports, tenant }: RequestContext,
  ): Promise<DeadLetterPage> {
    if (after && !/^\d{1,19}$/.test(after)) throw new HelixError('CURSOR_INVALID', 'after: this is not the id of a dead letter.', { details: { field: 'after' } });
    const page = await ports.deadLetters(tenant, first, after ?? null);
    const nodes = page.letters.map((letter) => ({ ...letter, at: isoOf(letter.at) }));
    return {
      totalCount: page.totalCount,
      nodes,
      pageInfo: { hasNextPage: page.next !== null, hasPreviousPage: Boolean(after), startCursor: nodes[0]?.id ?? null, endCursor: nodes.at(-1)?.id ?? null },
    };
  }

  @FieldResolver(() => [Component], { nullable: true, description: 'The engines it runs on.' })
  components(@Ctx() { graph, analytics, ports }: RequestContext): Promise<Component[]> {
    return components(graph, analytics, ports);
  }

  @FieldResolver(() => [Freshness], { nullable: true, description: 'How far each store has followed the log.' })
  freshness(@Ctx() { ports, tenant }: RequestContext): Freshness[] {
    return (['graph', 'analytics'] as const).map((store) => {
      const { position, lagMs, stalled } = ports.positions.freshness(store);
      return { store, position: ports.codec.encode(position, tenant), lagMs, stalled };
    });
  }

  @FieldResolver(() => Float, { nullable: true, description: 'How long the oldest event that a store has not applied yet has waited, in milliseconds.' })
  lagMs(@Ctx() { ports }: RequestContext): number {
    return Math.max(ports.positions.freshness('graph').lagMs, ports.positions.freshness('analytics').lagMs);
  }

  @FieldResolver(() => Int, { name: 'deadLetters', nullable: true, description: 'How many records were refused.' })
  async deadLetterCount(@Ctx() { ports, tenant }: RequestContext): Promise<number> {
    return (await ports.deadLetters(tenant, 1, null)).totalCount;
  }

  @FieldResolver(() => [Size], { nullable: 'itemsAndList', description: 'How much is stored for the tenant. A store that is down has one null, and an error that says why.' })
  async sizes(@Ctx() { graph, analytics, tenant }: RequestContext): Promise<(Size | Error)[]> {
    const [inGraph, inAnalytics] = await Promise.all([
      graph.sizes(tenant).then((sizes) => sizes.map(({ name, count }) => ({ store: 'graph', name, count })), failed),
      analytics.sizes(tenant).then((sizes) => sizes.map(({ table, rows }) => ({ store: 'analytics', name: table, count: rows })), failed),
    ]);
    return [...inGraph, ...inAnalytics];
  }
}

/** The place of what could not be read: an error in a list costs itself alone. */
function failed(error: Error): Error[] {
  return [error];
}
