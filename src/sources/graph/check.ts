import type { Neo4jConfig } from '../../config.ts';
import { HelixError } from '../../errors.ts';
import { connectGraph } from './connect.ts';

/**
 * Asks the server whether it answers, lets this user in and has the database.
 * @throws HelixError START_FAILED that says what to do
 */
export async function checkGraph(config: Neo4jConfig): Promise<void> {
  const driver = connectGraph(config);
  try {
    await driver.executeQuery('RETURN 1', {}, { database: config.database });
  } catch (cause) {
    throw new HelixError('START_FAILED', problem(config, cause), { cause });
  } finally {
    await driver.close();
  }
}

function problem({ url, username = 'neo4j', database }: Neo4jConfig, cause: unknown): string {
  const code = codeOf(cause);
  if (code.startsWith('Neo.ClientError.Security.'))
    return `Neo4j refused the password of "${username}" at ${url}. Set NEO4J_USERNAME and NEO4J_PASSWORD to what it takes.`;
  if (code === 'Neo.ClientError.Database.DatabaseNotFound') return `Neo4j at ${url} has no database "${database}". Make it, or set NEO4J_DATABASE.`;
  return `Neo4j does not answer at ${url}: ${cause instanceof Error ? cause.message : String(cause)}. Start it, or correct NEO4J_URI.`;
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
