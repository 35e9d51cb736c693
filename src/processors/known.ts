import { join, stateText, type State } from '../domain/graph/state.ts';
import type { Kind, Statement } from '../domain/graph/thing.ts';
import type { GraphBatch } from './graph-batch.ts';

/**
 * Kinds of which few things are spoken of by very many events. Nothing merges them away, so what points at one needs
 * neither its lock nor another look at it.
 */
const OFTEN: readonly Kind[] = ['Provider', 'Model', 'User'];
const AT_MOST = 10_000;

/**
 * Remembers what the store was last told of models, providers and users, so that the fifty thousandth event of a user
 * writes nothing of that user, and lanes do not wait for one another over its lock. What a store knows only grows
 * (`join`): what was in it once need not be said again. Forgetting costs a needless write and nothing else.
 */
export function known(): { withoutKnown(batch: GraphBatch): GraphBatch; remember(batch: GraphBatch): void } {
  const told = new Map<string, State>();
  const keyOf = ({ kind, tenant, id }: Statement) => JSON.stringify([kind, tenant, id]);

  return {
    withoutKnown: ({ things, mentions }) => ({
      things: new Map([...things].map(([kind, said]) => [kind, OFTEN.includes(kind) ? said.filter(isNews) : said])),
      mentions,
    }),
    remember({ things }) {
      if (told.size > AT_MOST) told.clear();
      for (const kind of OFTEN) for (const one of things.get(kind) ?? []) told.set(keyOf(one), withState(one));
    },
  };

  function isNews(one: Statement): boolean {
    const before = told.get(keyOf(one));
    return before === undefined || stateText(withState(one)) !== stateText(before);
  }

  function withState(one: Statement): State {
    const before = told.get(keyOf(one));
    return before === undefined ? one.state : join(before, one.state);
  }
}
