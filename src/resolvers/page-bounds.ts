import { Field, ObjectType } from 'type-graphql';

/** As Relay's `PageInfo`, whose name the graph library keeps for itself. */
@ObjectType({ description: 'What lies around a page.' })
export class PageBounds {
  @Field(() => Boolean, { description: 'Whether something follows.' }) hasNextPage!: boolean;
  @Field(() => Boolean, { description: 'Whether something comes before.' }) hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true, description: 'The cursor of the first. Null on an empty page.' }) startCursor!: string | null;
  @Field(() => String, { nullable: true, description: 'The cursor of the last. Null on an empty page.' }) endCursor!: string | null;
}
