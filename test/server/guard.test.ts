import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { HelixError } from '../../src/errors.ts';
import { standardLimits as limits, type Limits } from '../../src/limits.ts';
import { buildSchema } from '../../src/server/build-schema.ts';
import { guard } from '../../src/server/guard.ts';

const schema = await buildSchema();
const standard = guard({ schema, limits, introspection: true });

const refusalOf = (query: string, variables = {}, operationName?: string, admit = standard) => {
  const document = parse(query);
  expect(validate(schema, document).filter(({ message }) => !/never used/.test(message))).toEqual([]);
  try {
    admit(document, operationName, variables);
    return null;
  } catch (error) {
    return error as HelixError;
  }
};
const refused = (...args: Parameters<typeof refusalOf>) => refusalOf(...args)?.message ?? null;
const limited = (more: Partial<Limits>) => guard({ schema, limits: { ...limits, ...more }, introspection: true });
const estimated = (query: string, variables = {}) => standard(parse(query), undefined, variables).estimated;
const nested = (depth: number) => `${'{ relatedEntities(limit: 1) '.repeat(depth)}{ name }${' }'.repeat(depth)}`;

describe('the guard', () => {
  it.each([
    ['a literal', '{ entities(limit: 0) { name } }', {}],
    ['a negative literal', '{ entities(limit: -1) { name } }', {}],
    ['null', '{ entities(limit: null) { name } }', {}],
    ['a variable', 'query ($n: Int) { entities(limit: $n) { name } }', { n: 0 }],
    ['a variable that is null', 'query ($n: Int) { entities(limit: $n) { name } }', { n: null }],
    ["a variable's default", 'query ($n: Int = 0) { entities(limit: $n) { name } }', {}],
    ['a nested connection', '{ entities { relatedEntitiesConnection(first: 0) { totalCount } } }', {}],
    ['a fragment', '{ entities { ...F } } fragment F on Entity { memories(limit: 0) { id } }', {}],
    ['a nested variable', 'query ($n: Int!) { entities { ... { memories(limit: $n) { id } } } }', { n: -5 }],
    ['a page from the end', '{ conversation(id: "c") { messages(last: 0) { totalCount } } }', {}],
  ])('refuses a list below 1 as %s', (_, query, variables) => {
    expect(refused(query, variables)).toMatch(/expected at least 1/);
  });

  it('refuses a list above the maximum, and lets the maximum pass', () => {
    expect(refused(`{ entities(limit: ${limits.listSize + 1}) { name } }`)).toMatch(/at most 100/);
    expect(refused('query ($n: Int) { entities(limit: $n) { name } }', { n: 101 })).toMatch(/at most 100/);
    expect(refused(`{ entities(limit: ${limits.listSize}) { name } }`)).toBeNull();
    expect(refused('query ($n: Int) { entities(limit: $n) { name } }')).toBeNull();
  });

  it('knows a duration from a length', () => {
    expect(refused('{ performance(last: "7d") { modelName } }')).toBeNull();
    expect(refused('query ($last: String!) { performance(last: $last) { modelName } }', { last: '24h' })).toBeNull();
  });

  it('refuses an operation that is too deep, through fragments too', () => {
    expect(refused(`{ entities(limit: 1) ${nested(limits.depth - 2)} }`)).toBeNull();
    expect(refused(`{ entities ${nested(limits.depth - 1)} }`)).toMatch(/levels deep/);
    expect(refused(`{ entities { ...F } } fragment F on Entity ${nested(limits.depth - 1)}`)).toMatch(/levels deep/);
  });

  it('refuses an operation with too many aliases, and judges only the one that is asked for', () => {
    const aliases = Array.from({ length: limits.aliases + 1 }, (_, i) => `a${i}: __typename`).join(' ');
    expect(refused(`{ ${aliases} }`, {}, undefined, limited({ rootFields: 1000 }))).toMatch(/aliases/);
    expect(refused(`query A { ${aliases} } query B { __typename }`, {}, 'B')).toBeNull();
  });

  it('counts what a fragment holds as often as it is spread', () => {
    const levels = 12;
    const bomb = Array.from({ length: levels }, (_, i) => `fragment F${i} on Entity { ${i === levels - 1 ? 'name' : ['a', 'b', 'c'].map((alias) => `${alias}: relatedEntities { ...F${i + 1} }`).join(' ')} }`);
    expect(refused(`{ entity(id: "e") { ...F0 } } ${bomb.join(' ')}`)).toMatch(/fields; at most 2000/);
    const aliased = '{ entity(id: "e") { relatedEntities { ...F } memories { entities { ...F } } conversations { entities { ...F } } } } fragment F on Entity { a: name b: name }';
    expect(refused(aliased, {}, undefined, limited({ aliases: 6 }))).toBeNull();
    expect(refused(aliased, {}, undefined, limited({ aliases: 5 }))).toMatch(/6 aliases/);
  });

  it.each([
    ['rootFields', '{ a: __typename b: __typename c: __typename }', 2],
    ['directives', 'query ($is: Boolean!) { __typename @skip(if: $is) ... @include(if: $is) { __typename } }', 1],
    ['fields', '{ entities { id name } }', 2],
    ['values', '{ entities(where: { id: { in: ["a", "b", "c"] } }) { id } }', 5],
    ['valueDepth', '{ entities(where: { OR: [{ OR: [{ id: { eq: "a" } }] }] }) { id } }', 5],
    ['filterDepth', '{ entities(where: { relatedEntities: { some: { memories: { all: { id: { eq: "a" } } } } } }) { id } }', 1],
    ['cost', '{ entities(limit: 3) { relatedEntities(limit: 4) { id } } }', 15],
  ] as const)('refuses what is beyond the limit of %s, and not what is at it', (limit, query, most) => {
    const error = refusalOf(query, { is: false }, undefined, limited({ [limit]: most }));
    expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { limit, most } });
    expect(refusalOf(query, { is: false }, undefined, limited({ [limit]: most + 1 }))).toBeNull();
  });

  it('measures a condition whole, be it in the document, in variables or half in each', () => {
    const some = (where: object) => ({ relatedEntities: { some: where } });
    const query = 'query ($where: EntityWhere) { entities(where: { relatedEntities: { some: $where } }) { id } }';
    const where = some(some({ id: { eq: 'e' } }));
    expect(refused(query, { where })).toBeNull();
    expect(refused(query, { where: some(where) })).toMatch(/relationships within each other, over 4/);
    const defaulted = 'query ($where: EntityWhere = { relatedEntities: { some: { relatedEntities: { some: { id: { eq: "e" } } } } } }) { entities(where: { relatedEntities: { some: { relatedEntities: { some: $where } } } }) { id } }';
    expect(refused(defaulted)).toMatch(/relationships within each other, over 4/);
  });

  it('looks at nothing below the depth that it refuses', () => {
    let where: object = {};
    for (let i = 0; i < 100_000; i++) where = { NOT: where };
    expect(refusalOf('query ($where: EntityWhere) { entities(where: $where) { id } }', { where })).toMatchObject({ details: { limit: 'valueDepth' } });
  });

  it('tells the schema only where that is allowed', () => {
    const closed = guard({ schema, limits, introspection: false });
    for (const query of ['{ __schema { types { name } } }', '{ ...F } fragment F on Query { __type(name: "Entity") { name } }'])
      expect(refusalOf(query, {}, undefined, closed)).toMatchObject({ code: 'INTROSPECTION_DISABLED' });
    expect(refused('{ __typename entities { __typename } }', {}, undefined, closed)).toBeNull();
  });
});

describe('the cost', () => {
  it('multiplies by what lists may become', () => {
    expect(estimated('{ entity(id: "e") { name } }')).toBe(2);
    expect(estimated('{ entities(limit: 10) { relatedEntities(limit: 3) { name } } }')).toBe(1 + 10 * (1 + 3));
    expect(estimated('query ($n: Int!, $m: Int = 7) { entities(limit: $n) { relatedEntities(limit: $m) { name } } }', { n: 5 })).toBe(1 + 5 * (1 + 7));
    expect(estimated('{ entities { memories { id } } }')).toBe(1 + 20 * (1 + 20));
    expect(estimated('{ entities { ...F ... on Entity { memories(limit: 2) { id } } } } fragment F on Entity { relatedEntities(limit: 3) { id } }')).toBe(1 + 20 * (1 + 3 + 2));
  });

  it('takes the length of a page for the list in it, and an absent variable for the default', () => {
    const page = (first: string) => `query ($n: Int) { entitiesConnection(first: ${first}) { edges { node { memories(limit: 2) { id } } } } }`;
    const of = (length: number) => 1 + 10 + 1 + length * (1 + 1 + 2);
    expect(estimated(page('5'))).toBe(of(5));
    expect(estimated(page('$n'), { n: 50 })).toBe(of(50));
    expect(estimated(page('$n'))).toBe(of(20));
  });

  it('is that of the answer afterwards', () => {
    const { actual } = standard(parse('{ entities(limit: 10) { name memories(limit: 5) { id } user: relatedEntities(limit: 5) { name } } }'), undefined, {});
    expect(actual(null)).toBe(1);
    expect(actual({ entities: [{ memories: [{ id: 1 }], user: [] }, { memories: [], user: [{}, {}] }] })).toBe(1 + 2 + 1 + 2);
  });
});
