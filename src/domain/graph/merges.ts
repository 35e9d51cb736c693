import { join, NOTHING, type Register, type State } from './state.ts';
import { demoted } from './rank.ts';

/** One thing under all the ids that were merged into it. */
export interface Union {
  /** The id that it goes by now. */
  readonly survivor: string;
  /** Every id of it, the survivor's among them. */
  readonly members: readonly string[];
  /** What all of them together say. */
  readonly state: State;
}

/**
 * What merges make of things: the merges are taken in their order, each sending what its source has become by then into
 * what its target has become, and one between ids that are one already changes nothing. So chains and cycles end the
 * same, whatever the order of arrival.
 *
 * What a source said before its merge gives way to whatever the target says; its name and aliases stay as aliases.
 * What it says after its merge counts as said by the target.
 * @param own what was said of each id itself; targets that are not in it count as never described
 */
export function unions(own: ReadonlyMap<string, State>): readonly Union[] {
  const merges = [...own].flatMap(([source, { mergedInto }]) => [...mergedInto].map(([target, order]) => ({ source, target, order })));
  merges.sort((a, b) => compare(a.order, b.order) || compare(a.source, b.source) || compare(a.target, b.target));

  const groups = new Map<string, Union>();
  const groupOf = (id: string) => groups.get(id) ?? { survivor: id, members: [id], state: own.get(id) ?? NOTHING };
  for (const id of own.keys()) groups.set(id, groupOf(id));
  for (const { source, target, order } of merges) {
    const from = groupOf(source);
    const into = groupOf(target);
    if (from.survivor === into.survivor) continue;
    const group = {
      survivor: into.survivor,
      members: [...into.members, ...from.members],
      state: join(into.state, handedOver(from.state, order)),
    };
    for (const id of group.members) groups.set(id, group);
  }
  return [...new Set(groups.values())];
}

/** A source's state as its target takes it from a merge of this order. */
function handedOver(state: State, merged: string): State {
  const atLeast = (order: string) => (order > merged ? order : merged);
  const aliases = new Map([...state.aliases].map(([alias, order]) => [alias, atLeast(order)]));
  const name = state.last.get('name');
  if (name) aliases.set(String(name.value), atLeast(name.order));
  const last = new Map<string, Register>();
  for (const [field, { order, value }] of state.last) last.set(field, { order: order > merged ? order : demoted(order), value });
  const { removed, ...rest } = state;
  return { ...rest, last, aliases, mergedInto: new Map(), ...(removed !== undefined && removed > merged && { removed }) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
