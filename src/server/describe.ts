import { getNamedType, isInputObjectType, isEnumType, isObjectType, type GraphQLArgument, type GraphQLField, type GraphQLInputField, type GraphQLSchema } from 'graphql';

/** What generated fields and arguments of these names always mean. */
const byName: Readonly<Record<string, string>> = {
  AND: 'All of these hold.',
  OR: 'At least one of these holds.',
  NOT: 'This does not hold.',
  after: 'The cursor that the page begins after.',
  aggregate: 'Figures over all that match.',
  all: 'It holds for each of them.',
  average: 'The mean.',
  averageLength: 'The mean length.',
  contains: 'Has this in it.',
  count: 'How many there are.',
  cursor: 'Where it lies in the list.',
  distance: 'How far it is away.',
  edge: 'By what the relationship says.',
  edges: 'What is on the page, with cursors.',
  endCursor: 'The cursor of the last on the page.',
  endsWith: 'Ends with this.',
  eq: 'Equals this.',
  first: 'How many at most: 1 to 100; 20 when absent.',
  gt: 'Greater than this, or after it.',
  gte: 'This, or greater or after.',
  hasNextPage: 'Whether something follows.',
  hasPreviousPage: 'Whether something comes before.',
  in: 'Equals one of these.',
  includes: 'Has this among its values.',
  limit: 'How many at most: 1 to 100; 20 when absent.',
  longest: 'The longest.',
  lt: 'Less than this, or before it.',
  lte: 'This, or less or before.',
  max: 'The greatest, or the last.',
  min: 'The least, or the first.',
  node: 'The thing itself.',
  nodes: 'How many things.',
  none: 'It holds for none of them.',
  offset: 'How many to leave out first.',
  pageInfo: 'What lies around the page.',
  phrase: 'Words to look for; what has any of them matches.',
  properties: 'What the relationship says.',
  score: 'How well it matches: comparable within one answer.',
  shortest: 'The shortest.',
  single: 'It holds for exactly one of them.',
  some: 'It holds for at least one of them.',
  sort: 'In which order, the first first.',
  startCursor: 'The cursor of the first on the page.',
  startsWith: 'Begins with this.',
  sum: 'The sum.',
  totalCount: 'How many match in all.',
  where: 'Which of them.',
  ASC: 'The least first.',
  DESC: 'The greatest first.',
};

/** What a generated type is, by how its name ends; the first that fits. */
const byEnding: readonly (readonly [RegExp, string])[] = [
  [/IndexConnection$/, 'A page of what matches a text, the best first.'],
  [/IndexEdge$/, 'One match, with how well it matches.'],
  [/Connection$/, 'A page of a list.'],
  [/Edge$|Relationship$/, 'One thing on a page, with its cursor.'],
  [/Sort$/, 'In which order. Several in one are taken in no particular order: give a list.'],
  [/Filters$|FilterInput$|Where$|WhereInput$|AggregateInput$/, 'A condition; what is given must all hold.'],
  [/Aggregat\w*$|^Count\w*$/, 'Figures over a list.'],
  [/^SortDirection$/, 'Which end comes first.'],
  [/^PageInfo$/, 'What lies around a page.'],
  [/^(Query)$/, 'What can be asked.'],
  [/^(Mutation)$/, 'What can be said. Each appends one event to the log; the stores follow.'],
  [/^(Subscription)$/, 'What can be followed as it happens.'],
];

/** Gives each generated type, field and argument a description: the library leaves most of them without. */
export function describeGenerated(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    type.description ||= byEnding.find(([ending]) => ending.test(type.name))?.[1];
    if (isEnumType(type)) for (const value of type.getValues()) value.description ||= byName[value.name];
    if (!isObjectType(type) && !isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      field.description ||= byName[field.name] ?? described(field, type.name);
      for (const argument of 'args' in field ? field.args : []) argument.description ||= byName[argument.name] ?? described(argument, type.name);
    }
  }
}

/** Generated names say what they are: a list and its connection are called after the type, a condition after the field. */
function described(field: GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument, owner: string): string {
  const { name } = field;
  if (name.endsWith('Connection')) return `${capital(words(name.replace(/Connection$/, '')))} in pages, with what there is to count.`;
  if (owner === 'Query') return name.startsWith('search') ? `${capital(words(name.replace(/^search/, '')))} by text, the best match first.` : `${capital(words(name))} by condition and order.`;
  if (owner.endsWith('Sort')) return `By \`${name}\`.`;
  if (/(Where|Filters|Input)$/.test(owner)) return `A condition on \`${name}\`.`;
  if (owner.includes('Aggregat')) return `Figures of \`${name}\`.`;
  return `${capital(words(name))}: ${getNamedType(field.type).name}.`;
}

function words(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
