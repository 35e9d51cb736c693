/** How much a client handed in with one argument. */
export interface ValueMeasure {
  /** Entries of lists and objects, and the whole. */
  readonly count: number;
  /** Lists and objects within each other. */
  readonly depth: number;
  /** Conditions on related things within each other: each is a walk over the graph for every candidate of the one around it. */
  readonly filterDepth: number;
}

/** How a generated condition speaks of what is related. */
const QUANTIFIERS: ReadonlySet<string> = new Set(['some', 'all', 'none', 'single', 'aggregate']);

/** @param mostDepth below it nothing is looked at: a client may nest deeper than this may recurse */
export function measureValue(value: unknown, mostDepth: number): ValueMeasure {
  let count = 0;
  let deepest = 0;
  let filters = 0;
  visit(value, 0, 0);
  return { count, depth: deepest, filterDepth: filters };

  function visit(one: unknown, depth: number, filterDepth: number): void {
    count += 1;
    deepest = Math.max(deepest, depth);
    filters = Math.max(filters, filterDepth);
    if (typeof one !== 'object' || one === null || depth > mostDepth) return;
    if (Array.isArray(one)) for (const entry of one) visit(entry, depth + 1, filterDepth);
    else for (const [name, entry] of Object.entries(one)) visit(entry, depth + 1, filterDepth + (QUANTIFIERS.has(name) ? 1 : 0));
  }
}
