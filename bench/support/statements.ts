import { parse } from 'graphql';
import type { Driver, Session } from 'neo4j-driver';
import { developmentIdentity } from '../../src/domain/policy/identity.ts';
import { standardLimits } from '../../src/limits.ts';
import { openRequest } from '../../src/request/request.ts';
import { buildSchema } from '../../src/server/build-schema.ts';
import { executor } from '../../src/server/execute.ts';
import { readPorts } from './read-ports.ts';
import type { Stores } from './stores.ts';

export interface Asked {
  readonly text: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What the stores are asked for an operation. */
export interface Statements {
  readonly cypher: readonly Asked[];
  readonly sql: readonly Asked[];
  /** Asks the stores the same, statement after statement, by their bare clients. */
  ask(): Promise<{ readonly cypherMs: number; readonly sqlMs: number }>;
}

/** Runs an operation once and notes its statements. @throws Error when its answer has errors */
export async function statementsOf(query: string, variables: Readonly<Record<string, unknown>>, { stores, database, tenant }: { stores: Stores; database: string; tenant: string }): Promise<Statements> {
  const cypher: Asked[] = [];
  const sql: Asked[] = [];
  const ports = readPorts({
    driver: noting(stores.driver, (text, params) => cypher.push({ text, params })),
    client: stores.client, database,
    onSelect: (text, params) => sql.push({ text, params }),
  });
  const { context, end } = openRequest(ports, { identity: developmentIdentity(tenant) });
  const { errors } = await executor({ schema: await buildSchema(), limits: standardLimits, introspection: true, audit: () => {} }).execute({ document: parse(query), variables, caller: 'benchmark' }, context);
  end();
  if (errors) throw new Error(JSON.stringify(errors));

  return {
    cypher,
    sql,
    async ask() {
      const began = performance.now();
      for (const { text, params } of cypher) {
        const session = stores.driver.session({ database, defaultAccessMode: 'READ' });
        await session.executeRead((tx) => tx.run(text, params));
        await session.close();
      }
      const between = performance.now();
      for (const { text, params } of sql) await (await stores.client.query({ query: text, query_params: { ...params }, format: 'JSONEachRow' })).json();
      return { cypherMs: between - began, sqlMs: performance.now() - between };
    },
  };
}

function noting(driver: Driver, note: (text: string, params: Asked['params']) => void): Driver {
  const session = (config: Parameters<Driver['session']>[0]): Session => {
    const opened = driver.session(config);
    const begin = async (options: Parameters<Session['beginTransaction']>[0]) => {
      const tx = await opened.beginTransaction(options);
      const run: typeof tx.run = (text, params: Asked['params'] = {}) => {
        note(String(text), params);
        return tx.run(text, params);
      };
      return { run, commit: () => tx.commit() };
    };
    return { beginTransaction: begin, close: () => opened.close() } as unknown as Session;
  };
  return { session } as Driver;
}
