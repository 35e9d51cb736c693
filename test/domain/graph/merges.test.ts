import { describe, expect, test } from 'vitest';
import { unions, type Union } from '../../../src/domain/graph/merges.ts';
import { NOTHING, type State } from '../../../src/domain/graph/state.ts';

/** `['a', 'A', 3, { b: 5 }]`: a was called A at 3, and merged into b at 5. */
type Own = readonly [id: string, name: string | undefined, said: number, into?: Record<string, number>];

const order = (at: number) => `2${at}`;

function merged(...owns: readonly Own[]): readonly Union[] {
  return unions(new Map(owns.map(([id, name, said, into = {}]) => [id, {
    ...NOTHING,
    last: name === undefined ? new Map() : new Map([['name', { order: order(said), value: name }]]),
    mergedInto: new Map(Object.entries(into).map(([target, at]) => [target, order(at)])),
  } satisfies State])));
}

const shown = (all: readonly Union[]) =>
  all.map(({ survivor, members, state }) => ({ survivor, members: [...members].sort(), name: state.last.get('name')?.value, aliases: [...state.aliases.keys()].sort() }));

describe('a merge', () => {
  test('keeps the name of its target and the names of its source', () => {
    expect(shown(merged(['a', 'A', 2, { b: 5 }], ['b', 'B', 1]))).toEqual([{ survivor: 'b', members: ['a', 'b'], name: 'B', aliases: ['A'] }]);
  });

  test('lends its target what the target never said', () => {
    expect(shown(merged(['a', 'A', 2, { b: 5 }], ['b', undefined, 0]))).toMatchObject([{ survivor: 'b', name: 'A' }]);
  });

  test('hands what its source says later to its target', () => {
    expect(shown(merged(['a', 'A', 7, { b: 5 }], ['b', 'B', 1]))).toMatchObject([{ survivor: 'b', name: 'A' }]);
  });

  test('of what is merged already takes what it has become', () => {
    expect(shown(merged(['a', 'A', 1, { b: 3, c: 5 }], ['b', 'B', 1], ['c', 'C', 1]))).toEqual([
      { survivor: 'c', members: ['a', 'b', 'c'], name: 'C', aliases: ['A', 'B'] },
    ]);
  });

  test('in a chain ends at its end, whichever was first', () => {
    for (const [first, second] of [[3, 5], [5, 3]] as const)
      expect(shown(merged(['a', 'A', 1, { b: first }], ['b', 'B', 1, { c: second }], ['c', 'C', 1]))).toMatchObject([{ survivor: 'c', members: ['a', 'b', 'c'] }]);
  });

  test('that would close a circle changes nothing', () => {
    expect(shown(merged(['a', 'A', 1, { b: 3 }], ['b', 'B', 1, { a: 5 }]))).toMatchObject([{ survivor: 'b' }]);
    expect(shown(merged(['b', 'B', 1, { a: 5 }], ['a', 'A', 1, { b: 3 }]))).toMatchObject([{ survivor: 'b' }]);
  });

  test('leaves what has no part in it alone', () => {
    expect(shown(merged(['a', 'A', 1, { b: 3 }], ['b', 'B', 1], ['z', 'Z', 1]))).toHaveLength(2);
  });
});
