import type { Driver } from 'neo4j-driver';
import type { Event } from '../events/event.ts';
import type { Coordinates, Position } from '../log/position.ts';
import type { AnalyticsReads } from '../sources/analytics/reads.ts';
import type { BoundedDriver, BoundedOptions } from '../sources/graph/bounded-driver.ts';
import type { MemoryText } from '../sources/graph/memory-text.ts';
import type { GraphReads } from '../sources/graph/reads.ts';

/** The stores that a request reads, by the names that clients know. */
export type Store = 'graph' | 'analytics';

/** One delivered event, with where it lies in the log. */
export interface Delivered {
  readonly event: Event;
  readonly coordinates: Coordinates;
  /** The subscriber's cursor after this event. */
  readonly position: Position;
}

/** A record that was refused, as an operator sees it. */
export interface DeadLetter {
  readonly id: string;
  readonly reason: string;
  readonly code: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  /** When it was refused: milliseconds since 1970. */
  readonly at: number;
}

export interface DeadLetterPage {
  readonly totalCount: number;
  readonly letters: readonly DeadLetter[];
  /** Where the next page begins, or null after the last. */
  readonly next: string | null;
}

/** What an operation needs of the outside world; the composition root hands it in. */
export interface RequestPorts {
  readonly timeoutMs: number;
  /** How long one statement to the graph may take; the driver's own bound when absent. */
  readonly statementTimeoutMs?: number;
  readonly neo4j: { readonly driver: Driver; readonly database: string; readonly breaker: BoundedOptions['breaker'] };
  /** The graph's own reads through a request's bounded driver. */
  graphReads(driver: BoundedDriver, database: string): GraphReads & MemoryText;
  /** The analytical reads of one request: `before` is awaited ahead of each statement, `signal` ends them. */
  analyticsReads(options: { readonly signal: AbortSignal; before(): Promise<void> }): AnalyticsReads;
  append(record: { topic: string; key: string; value: string | Buffer; headers?: Readonly<Record<string, string>> }): Promise<Coordinates>;
  readonly positions: {
    waitFor(store: Store, wanted: Position, signal: AbortSignal): Promise<{ readonly bookmark?: string }>;
    freshness(store: Store): { readonly position: Position; readonly lagMs: number; readonly stalled: boolean };
  };
  readonly codec: { encode(position: Position, tenant: string): string; decode(text: string, tenant: string): Position };
  readonly feed: {
    subscribe(options: { tenant: string; filter(event: Event): boolean; after?: Position; signal: AbortSignal }): AsyncIterableIterator<Delivered>;
    /** The end of the log as this process has seen it. */
    position(): Position;
  };
  /** The log's version where it tells one; rejects when the brokers do not answer. */
  logVersion(): Promise<string | null>;
  /** Refused records of the tenant, the newest first. */
  deadLetters(tenant: string, first: number, after: string | null): Promise<DeadLetterPage>;
  /** The program's own version. */
  readonly version: string;
}
