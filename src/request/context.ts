import type { Identity } from '../domain/policy/identity.ts';
import type { Event } from '../events/event.ts';
import type { AnalyticsReads } from '../sources/analytics/reads.ts';
import type { BoundedDriver } from '../sources/graph/bounded-driver.ts';
import type { MemoryText } from '../sources/graph/memory-text.ts';
import type { GraphReads } from '../sources/graph/reads.ts';
import type { Loaders } from './loaders.ts';
import type { RequestPorts, Store } from './ports.ts';

/** How fresh a store was when a request read it. */
export interface StoreFreshness {
  readonly position: string;
  readonly lagMs: number;
}

/** What one operation, or one delivered event, carries to its resolvers. */
export interface RequestContext {
  readonly identity: Identity;
  /** The identity's. */
  readonly tenant: string;
  /** When the operation began: what a window that names no end ends with. */
  readonly now: number;
  /** Ends with the deadline, or when the client is gone; its reason is the error to answer. */
  readonly signal: AbortSignal;
  readonly loaders: Loaders;
  readonly analytics: AnalyticsReads;
  readonly graph: GraphReads & MemoryText;
  readonly ports: RequestPorts;
  /** Appends an event to the log. Answers when it is durable there, with the position that covers it. */
  append(event: Event): Promise<{ readonly eventId: string; readonly position: string }>;
  /** The stores read so far. */
  freshness(): Partial<Record<Store, StoreFreshness>>;

  /** What @neo4j/graphql reads of a context: it also writes to it, so these are not readonly. */
  executionContext: BoundedDriver;
  sessionConfig: { database: string };
  /** Sent with each statement as `$jwt`: kept to what the tenant rule needs. */
  jwt: { tenant: string };
}
