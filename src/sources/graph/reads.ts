/** What the graph store answers beside the generated fields. Every read is of one tenant. */
export interface GraphReads {
  /** Entities within `depth` (1 to 5) relationships of each, nearest first, then by importance; at most `limit`. */
  neighbourhood(tenant: string, entityIds: readonly string[], depth: number, limit: number): Promise<readonly (readonly { id: string; distance: number }[])[]>;
  /** The ids along the shortest path between two entities and the relationships between them, or null where there is none within `maxDepth`. */
  shortestPath(tenant: string, from: string, to: string, maxDepth: number): Promise<{ entityIds: readonly string[]; relationships: readonly { id: string; type: string; strength: number | null }[] } | null>;
  /** Live things in the tenant by label, and relationships by type. */
  sizes(tenant: string): Promise<readonly { name: string; count: number }[]>;
  version(): Promise<string>;
}
