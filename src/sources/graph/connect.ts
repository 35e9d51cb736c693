import neo4j, { type Driver } from 'neo4j-driver';
import type { Neo4jConfig } from '../../config.ts';

/**
 * A driver for the graph store. It connects when it is first used.
 * A server that is away costs its caller a second or two, never the driver's own thirty: trying again is the caller's to decide.
 */
export function connectGraph({ url, username, password }: Neo4jConfig): Driver {
  const auth = username === undefined && password === undefined ? undefined : neo4j.auth.basic(username ?? 'neo4j', password ?? '');
  return neo4j.driver(url, auth, {
    connectionTimeout: 1_500,
    connectionAcquisitionTimeout: 3_000,
    maxTransactionRetryTime: 2_000,
    maxConnectionPoolSize: 50,
    disableLosslessIntegers: false,
  });
}
