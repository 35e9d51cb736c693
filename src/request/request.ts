import type { Identity } from '../domain/policy/identity.ts';
import { HelixError } from '../errors.ts';
import { encode } from '../events/encode.ts';
import { EMPTY, after, type Position } from '../log/position.ts';
import { boundedDriver } from '../sources/graph/bounded-driver.ts';
import type { RequestContext, StoreFreshness } from './context.ts';
import { loaders } from './loaders.ts';
import type { RequestPorts, Store } from './ports.ts';

export interface RequestOptions {
  readonly identity: Identity;
  /** What the client asks to have read at least. */
  readonly minPosition?: Position;
  /** Ends when the client is gone. */
  readonly signal?: AbortSignal;
  /** A subscription has no deadline; each of its events has. */
  readonly hasDeadline?: boolean;
  /** How long the stores may take to reach `minPosition`, in milliseconds, before the deadline begins; absent, the deadline holds for both. */
  readonly patienceMs?: number;
}

export interface OpenRequest {
  readonly context: RequestContext;
  /** To be called when the operation has been answered. */
  end(): void;
}

/** Opens the context of one operation or of one delivered event. */
export function openRequest(ports: RequestPorts, options: RequestOptions): OpenRequest {
  const { identity } = options;
  const { tenant } = identity;
  const deadline = new AbortController();
  const expire = () => deadline.abort(new HelixError('SOURCE_TIMEOUT', `The request took longer than ${ports.timeoutMs} ms.`));
  const start = () => (options.hasDeadline === false ? undefined : setTimeout(expire, ports.timeoutMs));
  let timer = start();
  const signal = options.signal ? AbortSignal.any([options.signal, deadline.signal]) : deadline.signal;
  const { patienceMs } = options;
  let patient = 0;
  let ended = false;

  const read: Partial<Record<Store, StoreFreshness>> = {};
  const ready = new Map<Store, Promise<{ readonly bookmark?: string }>>();
  /** The first read of a store waits for `minPosition` and notes how fresh the store is; the others share that. */
  const before = (store: Store) => {
    let waiting = ready.get(store);
    if (!waiting) {
      waiting = reach(store);
      ready.set(store, waiting);
    }
    return waiting;
  };
  async function reach(store: Store) {
    const wanted = options.minPosition ?? EMPTY;
    const reached = wanted.size ? await waitFor(store, wanted) : {};
    // Noted before the data is read: what is answered may be newer than it says, never older.
    const { position, lagMs } = ports.positions.freshness(store);
    read[store] = { position: ports.codec.encode(position, tenant), lagMs };
    return reached;
  }
  async function waitFor(store: Store, wanted: Position) {
    if (patienceMs === undefined) return ports.positions.waitFor(store, wanted, signal);
    patient++;
    clearTimeout(timer);
    const patience = new AbortController();
    const giveUp = setTimeout(() => patience.abort(), patienceMs);
    try {
      return await ports.positions.waitFor(store, wanted, AbortSignal.any([signal, patience.signal]));
    } finally {
      clearTimeout(giveUp);
      if (--patient === 0 && !ended) timer = start();
    }
  }

  const driver = boundedDriver(ports.neo4j.driver, { signal, breaker: ports.neo4j.breaker, limitMs: ports.statementTimeoutMs, before: () => before('graph') });
  const context: RequestContext = {
    identity,
    tenant,
    now: Date.now(),
    signal,
    loaders: loaders(),
    analytics: ports.analyticsReads({ signal, before: async () => void (await before('analytics')) }),
    graph: ports.graphReads(driver, ports.neo4j.database),
    ports,
    async append(event) {
      const coordinates = await Promise.race([ports.append(encode(event)), unacknowledged(event.id, signal)]);
      return { eventId: event.id, position: ports.codec.encode(after(coordinates), tenant) };
    },
    freshness: () => read,
    executionContext: driver,
    sessionConfig: { database: ports.neo4j.database },
    jwt: { tenant },
  };
  return {
    context,
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}

/** A log that is away is waited for no longer than the request has. What it was handed it may still take: the event id makes trying again harmless. */
function unacknowledged(eventId: string, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(new HelixError('LOG_UNAVAILABLE', 'Kafka did not take the record in time. Try again with the same eventId.', { cause: signal.reason, details: { eventId } }));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
