import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { HelixError } from '../../src/errors.ts';
import { guard, limits } from '../../src/server/guard.ts';

const refused = (query: string, variables = {}, operationName?: string) => {
  try {
    guard(parse(query), operationName, variables);
    return null;
  } catch (error) {
    return (error as HelixError).message;
  }
};

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
    const nested = (depth: number) => `${'{ relatedEntities '.repeat(depth)}{ name }${' }'.repeat(depth)}`;
    expect(refused(`{ entities ${nested(limits.depth - 2)} }`)).toBeNull();
    expect(refused(`{ entities ${nested(limits.depth - 1)} }`)).toMatch(/levels deep/);
    expect(refused(`{ entities { ...F } } fragment F on Entity ${nested(limits.depth - 1)}`)).toMatch(/levels deep/);
  });

  it('refuses an operation with too many aliases, and judges only the one that is asked for', () => {
    const aliases = Array.from({ length: limits.aliases + 1 }, (_, i) => `a${i}: __typename`).join(' ');
    expect(refused(`{ ${aliases} }`)).toMatch(/aliases/);
    expect(refused(`query A { ${aliases} } query B { __typename }`, {}, 'B')).toBeNull();
  });
});
