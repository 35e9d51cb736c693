import type { Kind } from '../domain/graph/thing.ts';
import type { GraphBatch } from './graph-batch.ts';

/** Kinds of which the id says all there is: once written they never change. */
const CONSTANT: readonly Kind[] = ['Provider', 'Model'];
const AT_MOST = 10_000;

/**
 * Remembers which models and providers are in the store, so that the fifty thousandth request to a model writes nothing.
 * Forgetting one costs a needless write and nothing else.
 */
export function known(): { withoutKnown(batch: GraphBatch): GraphBatch; remember(batch: GraphBatch): void } {
  const keys = new Set<string>();
  const keyOf = ({ kind, tenant, id }: { kind: Kind; tenant: string; id: string }) => JSON.stringify([kind, tenant, id]);

  return {
    withoutKnown: ({ things, mentions }) => ({
      things: new Map([...things].map(([kind, said]) => [kind, CONSTANT.includes(kind) ? said.filter((one) => !keys.has(keyOf(one))) : said])),
      mentions,
    }),
    remember({ things }) {
      if (keys.size > AT_MOST) keys.clear();
      for (const kind of CONSTANT) for (const one of things.get(kind) ?? []) keys.add(keyOf(one));
    },
  };
}
