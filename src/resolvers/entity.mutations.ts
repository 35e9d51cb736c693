import { Arg, Ctx, Field, Float, ID, InputType, Int, Mutation, Resolver } from 'type-graphql';
import { relationId } from '../events/identity.ts';
import type { RequestContext } from '../request/context.ts';
import { Appended, EventInput, append, occurrenceOf } from './appended.ts';
import { check, checkFraction, checkId, checkNotNegative, checkText } from './check.ts';

@InputType({ description: 'What there is to say about an entity: the whole of it, replacing what was said before.' })
export class DescribeEntityInput extends EventInput {
  @Field(() => ID, { nullable: true, description: 'Its identity; that of the event when absent.' }) entityId?: string | null;
  @Field(() => String, { description: 'What it is called.' }) name!: string;
  @Field(() => String, { description: 'What kind of thing it is, e.g. PERSON, TECH, ORG, CONCEPT.' }) type!: string;
  @Field(() => String, { nullable: true, description: 'What to say about it.' }) value?: string | null;
  @Field(() => [String], { nullable: true, description: 'Other names.' }) aliases?: string[] | null;
  @Field(() => Float, { nullable: true, description: 'How sure it is that it is one: 0 to 1.' }) confidence?: number | null;
  @Field(() => Float, { nullable: true, description: 'How much it matters: 0 to 1.' }) importance?: number | null;
  @Field(() => ID, { nullable: true, description: 'The conversation that mentions it.' }) conversationId?: string | null;
}

@InputType({ description: 'A relationship between two entities.' })
export class LinkEntitiesInput extends EventInput {
  @Field(() => ID, { nullable: true, description: 'Its identity; made of its ends and type when absent.' }) relationshipId?: string | null;
  @Field(() => ID, { description: 'The entity it leads from.' }) sourceId!: string;
  @Field(() => ID, { description: 'The entity it leads to.' }) targetId!: string;
  @Field(() => String, { description: 'What kind of relationship it is.' }) type!: string;
  @Field(() => Float, { nullable: true, description: 'How strong it is: 0 to 1.' }) strength?: number | null;
  @Field(() => Int, { nullable: true, description: 'How often both were seen together.' }) cooccurrences?: number | null;
  @Field(() => ID, { nullable: true, description: 'The conversation it was found in.' }) conversationId?: string | null;
}

@InputType({ description: 'A relationship that holds no more.' })
export class UnlinkEntitiesInput extends EventInput {
  @Field(() => ID, { description: 'The relationship.' }) relationshipId!: string;
}

@InputType({ description: 'Two entities that are one.' })
export class MergeEntitiesInput extends EventInput {
  @Field(() => ID, { description: 'The entity that from now on is another name of the target.' }) sourceId!: string;
  @Field(() => ID, { description: 'The entity that stays.' }) targetId!: string;
}

@InputType({ description: 'An entity that is no more.' })
export class RemoveEntityInput extends EventInput {
  @Field(() => ID, { description: 'The entity.' }) entityId!: string;
}

@Resolver()
export class EntityMutations {
  @Mutation(() => Appended, { nullable: true, description: 'Describes an entity, new or known.' })
  describeEntity(@Arg('input', () => DescribeEntityInput, { description: 'The entity.' }) input: DescribeEntityInput, @Ctx() context: RequestContext) {
    checkId('entityId', input.entityId);
    checkText('name', input.name);
    checkText('type', input.type);
    checkFraction('confidence', input.confidence);
    checkFraction('importance', input.importance);
    checkId('conversationId', input.conversationId);
    const occurrence = occurrenceOf(input, context);
    const id = input.entityId ?? occurrence.id;
    const { name, type } = input;
    return append(
      {
        kind: 'entity.described', ...occurrence, conversationId: input.conversationId ?? undefined,
        entity: {
          id, name, type, aliases: input.aliases ?? [], properties: {},
          value: input.value ?? undefined, confidence: input.confidence ?? undefined, importance: input.importance ?? undefined,
        },
      },
      id,
      context,
    );
  }

  @Mutation(() => Appended, { nullable: true, description: 'Relates two entities. An entity that is not known yet is waited for.' })
  linkEntities(@Arg('input', () => LinkEntitiesInput, { description: 'The relationship.' }) input: LinkEntitiesInput, @Ctx() context: RequestContext) {
    checkId('relationshipId', input.relationshipId);
    checkId('sourceId', input.sourceId);
    checkId('targetId', input.targetId);
    checkText('type', input.type);
    checkFraction('strength', input.strength);
    checkNotNegative('cooccurrences', input.cooccurrences);
    const { sourceId, targetId, type } = input;
    check(sourceId !== targetId, 'targetId', 'another entity than sourceId', targetId);
    const id = input.relationshipId ?? relationId(sourceId, type, targetId);
    return append(
      {
        kind: 'entities.linked', ...occurrenceOf(input, context), conversationId: input.conversationId ?? undefined,
        relation: { id, type, sourceId, targetId, contexts: [], properties: {}, strength: input.strength ?? undefined, cooccurrences: input.cooccurrences ?? undefined },
      },
      id,
      context,
    );
  }

  @Mutation(() => Appended, { nullable: true, description: 'Takes a relationship away.' })
  unlinkEntities(@Arg('input', () => UnlinkEntitiesInput, { description: 'The relationship.' }) input: UnlinkEntitiesInput, @Ctx() context: RequestContext) {
    checkId('relationshipId', input.relationshipId);
    return append({ kind: 'entities.unlinked', ...occurrenceOf(input, context), relationId: input.relationshipId }, input.relationshipId, context);
  }

  @Mutation(() => Appended, { nullable: true, description: 'Merges an entity into another, with its relationships and names.' })
  mergeEntities(@Arg('input', () => MergeEntitiesInput, { description: 'The two.' }) input: MergeEntitiesInput, @Ctx() context: RequestContext) {
    const { sourceId, targetId } = input;
    checkId('sourceId', sourceId);
    checkId('targetId', targetId);
    check(sourceId !== targetId, 'targetId', 'another entity than sourceId', targetId);
    return append({ kind: 'entity.merged', ...occurrenceOf(input, context), sourceId, targetId }, targetId, context);
  }

  @Mutation(() => Appended, { nullable: true, description: 'Removes an entity.' })
  removeEntity(@Arg('input', () => RemoveEntityInput, { description: 'The entity.' }) input: RemoveEntityInput, @Ctx() context: RequestContext) {
    checkId('entityId', input.entityId);
    return append({ kind: 'entity.removed', ...occurrenceOf(input, context), entityId: input.entityId }, input.entityId, context);
  }
}
