import { getNamedType, isEnumType, isObjectType, isRequiredArgument, isScalarType, type GraphQLField, type GraphQLNamedType } from 'graphql';

/** What need not be selected: it is of the moment and not of the data. */
export type LeftOut = (type: string, field: string) => boolean;

/** What only carries other objects is no level. */
const WRAPPER = /(Connection|Edge|Page)$/;

/**
 * A selection of all that a root field can answer: every scalar, and every object down to some levels.
 * @param args the field's arguments as they stand in a document, with their parentheses
 */
export function selectAll(field: GraphQLField<unknown, unknown>, args: string, levels: number, leftOut: LeftOut = () => false): string {
  return `${field.name}${args} ${selectionOf(getNamedType(field.type), levels, leftOut)}`;
}

function selectionOf(type: GraphQLNamedType, levels: number, leftOut: LeftOut): string {
  if (!isObjectType(type)) return '';
  const parts = Object.values(type.getFields()).flatMap((field) => {
    if (leftOut(type.name, field.name) || field.args.some(isRequiredArgument)) return [];
    const of = getNamedType(field.type);
    if (isScalarType(of) || isEnumType(of)) return [field.name];
    const left = WRAPPER.test(of.name) ? levels : levels - 1;
    if (left < 1) return [];
    const selection = selectionOf(of, left, leftOut);
    return selection ? [`${field.name}${field.args.some(({ name }) => name === 'limit') ? '(limit: 5)' : ''} ${selection}`] : [];
  });
  return parts.length > 0 ? `{ ${parts.join(' ')} }` : '';
}
