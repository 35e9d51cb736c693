import { Field, ID, InputType } from 'type-graphql';
import type { EntityState } from '../events/states.ts';
import { checkId, checkText } from './check.ts';

@InputType({ description: 'An entity that something is about.' })
export class SubjectInput {
  @Field(() => ID, { description: 'Its identity.' }) id!: string;
  @Field(() => String, { description: 'What it is called.' }) name!: string;
  @Field(() => String, { description: 'What kind of thing it is.' }) type!: string;
}

/** @param field what the client calls the list */
export function subjectsOf(given: readonly SubjectInput[], field: string): EntityState[] {
  return given.map(({ id, name, type }, i) => {
    checkId(`${field}[${i}].id`, id);
    checkText(`${field}[${i}].name`, name);
    checkText(`${field}[${i}].type`, type);
    return { id, name, type, aliases: [], properties: {} };
  });
}
