import DataLoader from 'dataloader';

/** The batches of one request, or of one delivered event: never shared, so that nobody is answered from another's cache. */
export interface Loaders {
  /**
   * Loads one key together with all others that are asked in the same moment under the same identity.
   * @param identity what makes two reads the same read: a name with its arguments, or an object
   * @param read takes many keys and answers in their order
   */
  load<K, V>(identity: string | object, key: K, read: (keys: readonly K[]) => Promise<readonly V[]>): Promise<V>;
}

/** The most keys of one batch: also the largest list that the graph gives. */
export const MAX_BATCH = 100;

export function loaders(): Loaders {
  const made = new Map<string | object, DataLoader<unknown, unknown, unknown>>();
  return {
    load<K, V>(identity: string | object, key: K, read: (keys: readonly K[]) => Promise<readonly V[]>) {
      let loader = made.get(identity);
      if (!loader) {
        loader = new DataLoader<unknown, unknown, unknown>((keys) => read(keys as readonly K[]), { maxBatchSize: MAX_BATCH, cacheKeyFn });
        made.set(identity, loader);
      }
      return loader.load(key) as Promise<V>;
    },
  };
}

function cacheKeyFn(key: unknown): unknown {
  return typeof key === 'object' ? JSON.stringify(key) : key;
}
