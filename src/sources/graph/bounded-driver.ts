import { isBrokenCircuitError, type IPolicy } from 'cockatiel';
import type { Driver, Session, SessionConfig, Transaction } from 'neo4j-driver';
import { sourceUnavailable } from '../../errors.ts';
import { graphFailure, graphTimeout } from './failure.ts';

export interface BoundedOptions {
  /** Ends when the request does: statements under way are ended, in the server too. */
  readonly signal: AbortSignal;
  /** One for the process: what one request learns of an outage spares the others the wait. */
  readonly breaker: IPolicy;
  /** Awaited once, before the first statement: where a read waits for its `minPosition`. It says the bookmark to read after. */
  readonly before?: () => Promise<{ readonly bookmark?: string }>;
  /** How long one statement may take: short enough that a server which is frozen costs a request under three seconds. */
  readonly limitMs?: number;
}

/** What a transaction runs. A statement's result may be handed back as it is: it is awaited before the commit. */
export type Work<T> = (tx: Pick<Transaction, 'run'>) => Promise<T>;
type TransactionConfig = Parameters<Session['beginTransaction']>[0];

/** As much of a driver as reads need, in the shape that @neo4j/graphql takes as its `executionContext`. */
export interface BoundedDriver {
  session(config?: SessionConfig): BoundedSession;
}

export interface BoundedSession {
  executeRead<T>(work: Work<T>, config?: TransactionConfig): Promise<T>;
  executeWrite<T>(work: Work<T>, config?: TransactionConfig): Promise<T>;
  close(): Promise<void>;
}

const DEFAULT_LIMIT_MS = 2_500;
/** The server ends a statement a little before we stop waiting, so that being slow is told from being gone. */
const SERVER_SHARE = 0.8;

/**
 * The one door to Neo4j for reads, generated and our own alike. Work is tried once: a client would rather know.
 * @throws HelixError from the work: SOURCE_UNAVAILABLE, SOURCE_TIMEOUT (`details.source` is `graph`), or the signal's reason
 */
export function boundedDriver(driver: Driver, { signal, breaker, before, limitMs = DEFAULT_LIMIT_MS }: BoundedOptions): BoundedDriver {
  let ready: Promise<{ readonly bookmark?: string }> | undefined;
  return { session };

  function session(config: SessionConfig = {}): BoundedSession {
    const run = async <T>(work: Work<T>, transaction?: TransactionConfig): Promise<T> => {
      const { bookmark } = await (ready ??= before?.() ?? Promise.resolve({ bookmark: undefined }));
      signal.throwIfAborted();
      try {
        return await breaker.execute(() => attempt(open(bookmark), work, transaction));
      } catch (cause) {
        throw isBrokenCircuitError(cause) ? sourceUnavailable('graph', cause) : graphFailure(cause);
      }
    };
    return {
      executeRead: run,
      executeWrite: run,
      close: async () => {},
    };

    // Whoever asks may only read: the server refuses a write, whatever the statement says.
    // Without the driver's bookmark manager, by which every read would wait for what any other request has read.
    function open(bookmark?: string): Session {
      return driver.session({ ...config, defaultAccessMode: 'READ', bookmarkManager: undefined, bookmarks: bookmark });
    }
  }

  async function attempt<T>(opened: Session, work: Work<T>, config: TransactionConfig): Promise<T> {
    const deadline = AbortSignal.timeout(limitMs);
    const over = AbortSignal.any([signal, deadline]);
    const ended = rejection(over);
    try {
      return await Promise.race([transact(), ended.promise]);
    } catch (cause) {
      // A request that is over says nothing about the server.
      signal.throwIfAborted();
      throw deadline.aborted ? graphTimeout(cause) : cause;
    } finally {
      ended.forget();
      // Not awaited: closing resets the connection, which ends the statement in the server, and a frozen server never answers it.
      void opened.close().catch(() => {});
    }

    async function transact(): Promise<T> {
      const tx = await opened.beginTransaction({ ...config, timeout: limitMs * SERVER_SHARE });
      const result = await work(tx);
      await tx.commit();
      return result;
    }
  }
}

function rejection(signal: AbortSignal): { readonly promise: Promise<never>; forget(): void } {
  let abort = () => {};
  const promise = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
  return { promise, forget: () => signal.removeEventListener('abort', abort) };
}
