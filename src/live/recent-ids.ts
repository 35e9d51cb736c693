/** Remembers the newest ids. */
export interface RecentIds {
  /** False when the id is among the remembered ones. */
  add(id: string): boolean;
}

export function recentIds(capacity: number): RecentIds {
  const ids = new Set<string>();
  return {
    add(id) {
      if (ids.has(id)) return false;
      ids.add(id);
      if (ids.size > capacity) ids.delete(ids.values().next().value!);
      return true;
    },
  };
}
