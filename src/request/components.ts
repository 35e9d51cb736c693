import { timeout, TimeoutStrategy } from 'cockatiel';
import type { AnalyticsReads } from '../sources/analytics/reads.ts';
import { boundedDriver } from '../sources/graph/bounded-driver.ts';
import type { GraphReads } from '../sources/graph/reads.ts';
import type { RequestPorts } from './ports.ts';

/** An engine that the platform runs on, as it answers right now. */
export interface ComponentState {
  readonly name: 'graph' | 'analytics' | 'log';
  readonly status: 'up' | 'down';
  readonly version: string | null;
  /** How long it took to answer, null while it is down. */
  readonly latencyMs: number | null;
}

const PATIENCE_MS = 2_000;
/** Probes of many who ask are shared for so long. */
const SHARED_MS = 1_000;

/** Asks each engine who it is, side by side. One that does not answer is down: that is the answer, not an error. */
export function components(graph: Pick<GraphReads, 'version'>, analytics: Pick<AnalyticsReads, 'version'>, log: Pick<RequestPorts, 'logVersion'>): Promise<ComponentState[]> {
  return Promise.all([probe('graph', () => graph.version()), probe('analytics', () => analytics.version()), probe('log', () => log.logVersion())]);
}

/** The engines as whoever asks in the same second sees them: for probes that come from anywhere and as often as they like. */
export function sharedComponents(ports: RequestPorts): () => Promise<readonly ComponentState[]> {
  let asked: Promise<readonly ComponentState[]> | undefined;
  return () => {
    if (asked) return asked;
    const ending = new AbortController();
    const signal = ending.signal;
    const driver = boundedDriver(ports.neo4j.driver, { signal, breaker: ports.neo4j.breaker, before: async () => ({}) });
    asked = components(ports.graphReads(driver, ports.neo4j.database), ports.analyticsReads({ signal, before: async () => {} }), ports);
    void asked.then(() => {
      ending.abort(); // what did not answer in time is not waited for
      setTimeout(() => { asked = undefined; }, SHARED_MS).unref();
    });
    return asked;
  };
}

async function probe(name: ComponentState['name'], version: () => Promise<string | null>): Promise<ComponentState> {
  const start = performance.now();
  try {
    return { name, status: 'up', version: await timeout(PATIENCE_MS, TimeoutStrategy.Aggressive).execute(version), latencyMs: performance.now() - start };
  } catch {
    return { name, status: 'down', version: null, latencyMs: null };
  }
}
