import fc from 'fast-check';
import { expect, test } from 'vitest';
import { join, NOTHING, stateFrom, stateText, type State } from '../../../src/domain/graph/state.ts';

const order = fc.constantFrom('1a', '1b', '2a', '2b', '2c');
const field = fc.constantFrom('name', 'value', '__proto__');
const value = fc.constantFrom('x', 'y', 1, 0.5);
const state: fc.Arbitrary<State> = fc.record({
  last: fc.array(fc.tuple(field, fc.record({ order, value }))).map((all) => new Map(all)),
  least: fc.array(fc.tuple(field, fc.nat(9))).map((all) => new Map(all)),
  greatest: fc.array(fc.tuple(field, fc.nat(9))).map((all) => new Map(all)),
  aliases: fc.array(fc.tuple(field, order)).map((all) => new Map(all)),
  mergedInto: fc.array(fc.tuple(field, order)).map((all) => new Map(all)),
  removed: fc.option(order, { nil: undefined }),
}).map((one) => join(one, NOTHING));

function same(a: State, b: State): void {
  expect(stateText(a)).toBe(stateText(b));
}

test('joining commutes, associates and repeats harmlessly', () => {
  fc.assert(fc.property(state, state, state, (a, b, c) => {
    same(join(a, b), join(b, a));
    same(join(join(a, b), c), join(a, join(b, c)));
    same(join(a, a), a);
    same(join(a, NOTHING), a);
  }), { seed: 7, numRuns: 2000 });
});

test('a state read back from its text is the same', () => {
  fc.assert(fc.property(state, (a) => { same(stateFrom(stateText(a)), a); }), { seed: 7 });
});

test('what was said before a removal is gone, what is said with or after it stays', () => {
  const said = (name: string, at: string): State => ({ ...NOTHING, last: new Map([['name', { order: at, value: name }]]) });
  const removed: State = { ...NOTHING, removed: '2b' };
  expect(join(said('old', '2a'), removed).last.size).toBe(0);
  expect(join(removed, said('new', '2c')).last.get('name')?.value).toBe('new');
});
