import { execute, parse, validate, type ExecutionResult } from 'graphql';
import { inject } from 'vitest';
import { connectAnalytics } from '../../src/sources/analytics/connect.ts';
import { analyticsBreaker } from '../../src/sources/analytics/breaker.ts';
import { analyticsReads } from '../../src/sources/analytics/analytics-reads.ts';
import { boundedSelect } from '../../src/sources/analytics/select.ts';
import { graphBreaker } from '../../src/sources/graph/breaker.ts';
import { connectGraph } from '../../src/sources/graph/connect.ts';
import { graphReads } from '../../src/sources/graph/graph-reads.ts';
import { memoryText } from '../../src/sources/graph/memory-text.ts';
import { EMPTY } from '../../src/log/position.ts';
import { openRequest } from '../../src/request/request.ts';
import type { RequestPorts } from '../../src/request/ports.ts';
import { buildSchema } from '../../src/server/build-schema.ts';
import { executor } from '../../src/server/execute.ts';
import { developmentIdentity } from '../../src/domain/policy/identity.ts';
import { standardLimits } from '../../src/limits.ts';

type Data = ExecutionResult & { data?: any };

/** Reads of the real stores without a server around them, with every statement noted. */
export interface Reader {
  /** What the stores were asked since the last answer began. */
  readonly cypher: readonly string[];
  readonly sql: readonly string[];
  /** Runs graph statements directly: to put things there. */
  write(cypher: string, params?: object): Promise<void>;
  read(query: string, variables?: object, tenant?: string): Promise<Data>;
  /** The same by graphql-js: the reference for what an answer is. */
  readByReference(query: string, variables?: object, tenant?: string): Promise<Data>;
  close(): Promise<void>;
}

export async function startReader(tenant: string): Promise<Reader> {
  const schema = await buildSchema();
  const { execute: run } = executor({ schema, limits: { ...standardLimits, costPerMinute: Number.MAX_SAFE_INTEGER }, introspection: true, audit: () => {} });
  const driver = connectGraph({ url: inject('neo4jUrl'), database: 'neo4j' });
  const client = connectAnalytics({ url: inject('clickhouseUrl'), database: 'helixgraph' });
  const cypher: string[] = [];
  const sql: string[] = [];
  const breakers = { graph: graphBreaker(), analytics: analyticsBreaker() };
  const noted: typeof driver = Object.create(driver, {
    session: {
      value: (config: object) => {
        const session = driver.session(config);
        const begin = session.beginTransaction.bind(session);
        session.beginTransaction = ((options: object) => {
          const tx = begin(options);
          return Promise.resolve(tx).then((open) => {
            const runIn = open.run.bind(open);
            open.run = ((text: string, params: object) => {
              cypher.push(text);
              return runIn(text, params);
            }) as typeof open.run;
            return open;
          });
        }) as typeof session.beginTransaction;
        return session;
      },
    },
  }) as typeof driver;
  const ports = {
    timeoutMs: 20_000,
    neo4j: { driver: noted, database: 'neo4j', breaker: breakers.graph },
    graphReads: (bounded, database) => ({ ...graphReads(bounded, database), ...memoryText(bounded, database) }),
    analyticsReads: (options) => {
      const select = boundedSelect({ client, breaker: breakers.analytics, ...options });
      return analyticsReads((text, params) => {
        sql.push(text);
        return select(text, params);
      });
    },
    // Nothing follows a log here, so nothing is known of positions.
    positions: { waitFor: async () => ({}), freshness: () => ({ position: EMPTY, lagMs: 0, stalled: false }) },
    codec: { encode: () => '', decode: () => EMPTY },
  } as Partial<RequestPorts> as RequestPorts;

  async function within<T>(tenantOf: string, work: (context: ReturnType<typeof openRequest>['context']) => Promise<T>): Promise<T> {
    cypher.length = 0;
    sql.length = 0;
    const { context, end } = openRequest(ports, { identity: developmentIdentity(tenantOf) });
    try {
      return await work(context);
    } finally {
      end();
    }
  }
  const documents = new Map<string, ReturnType<typeof parse>>();
  const documentOf = (query: string) => {
    const document = documents.get(query) ?? parse(query);
    documents.set(query, document);
    const errors = validate(schema, document);
    if (errors.length) throw errors[0];
    return document;
  };

  return {
    cypher,
    sql,
    write: async (text, params = {}) => void (await driver.executeQuery(text, { tenant, ...params })),
    read: (query, variables = {}, of = tenant) => within(of, (context) => run({ document: documentOf(query), variables: { ...variables }, caller: 'reader' }, context)) as Promise<Data>,
    readByReference: (query, variables = {}, of = tenant) =>
      within(of, async (contextValue) => execute({ schema, document: documentOf(query), variableValues: { ...variables }, contextValue })) as Promise<Data>,
    async close() {
      await Promise.all([driver.close(), client.close()]);
    },
  };
}
