import type { Position } from './position.ts';

export type ProjectionName = 'graph' | 'analytics';

export interface Freshness {
  readonly projection: ProjectionName;
  readonly position: Position;
  /** How long the oldest record that is not applied yet has waited; 0 when all that is known is applied. */
  readonly lagMs: number;
  /** True when the projection has not moved for a while though there is work. */
  readonly stalled: boolean;
}

/** What this process knows of how far each projection is. */
export interface Positions {
  /**
   * Resolves when the projection covers `wanted` (its topics only), with the bookmark that a causal read needs.
   * @throws HelixError POSITION_NOT_REACHED when the signal ends first, or at once when the projection is known to be stalled
   */
  waitFor(projection: ProjectionName, wanted: Position, signal: AbortSignal): Promise<{ readonly bookmark?: string }>;
  freshness(projection: ProjectionName): Freshness;
  close(): Promise<void>;
}
