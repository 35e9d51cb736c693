/** Which thing of a kind: ids are a tenant's own. */
export interface Key {
  readonly tenant: string;
  readonly id: string;
}

/** A map whose keys are compared by tenant and id. */
export class Keyed<T> {
  readonly #values = new Map<string, { readonly key: Key; value: T }>();

  get(key: Key): T | undefined {
    return this.#values.get(textOf(key))?.value;
  }
  has(key: Key): boolean {
    return this.#values.has(textOf(key));
  }
  set(key: Key, value: T): void {
    this.#values.set(textOf(key), { key, value });
  }
  /** In the order of the keys, which is the same for every writer. */
  entries(): readonly (readonly [Key, T])[] {
    return [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { key, value }]) => [key, value]);
  }
  values(): readonly T[] {
    return this.entries().map(([, value]) => value);
  }
}

function textOf({ tenant, id }: Key): string {
  return JSON.stringify([tenant, id]);
}
