import { join } from '../domain/graph/state.ts';
import type { Said } from '../domain/graph/teller.ts';
import type { Kind, Mention, Statement } from '../domain/graph/thing.ts';

/** What a batch says, each thing once, in the order of the keys. */
export interface GraphBatch {
  readonly things: ReadonlyMap<Kind, readonly Statement[]>;
  readonly mentions: readonly MentionSpan[];
}

export interface MentionSpan extends Omit<Mention, 'at'> {
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Joins what events say, so that each thing is written once however often the batch speaks of it. */
export function graphBatch(saids: readonly Said[]): GraphBatch {
  const things = new Map<Kind, Map<string, Statement>>();
  const mentions = new Map<string, MentionSpan>();
  for (const said of saids) {
    for (const thing of said.things) {
      const ofKind = things.get(thing.kind) ?? new Map<string, Statement>();
      things.set(thing.kind, ofKind);
      const key = JSON.stringify([thing.tenant, thing.id]);
      const known = ofKind.get(key);
      ofKind.set(key, known ? { ...known, state: join(known.state, thing.state) } : thing);
    }
    for (const { at, ...mention } of said.mentions) {
      const key = JSON.stringify([mention.tenant, mention.entityId, mention.conversationId]);
      const known = mentions.get(key);
      mentions.set(key, { ...mention, firstAt: Math.min(at, known?.firstAt ?? at), lastAt: Math.max(at, known?.lastAt ?? at) });
    }
  }
  return { things: new Map([...things].map(([kind, ofKind]) => [kind, inOrder(ofKind)])), mentions: inOrder(mentions) };
}

/** One order for all writers, so that they lock nodes alike. */
function inOrder<T>(map: ReadonlyMap<string, T>): readonly T[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
