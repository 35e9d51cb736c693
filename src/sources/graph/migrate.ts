import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Neo4jError, type Driver } from 'neo4j-driver';
import { HelixError } from '../../errors.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../schema/neo4j', import.meta.url));

/**
 * Brings the database to the migrations of a folder: each is applied once, in the order of its number.
 * What is applied is recorded in the store, after its last statement; every statement may be repeated, so that a crash
 * between two, or two processes at once, do no harm.
 * @returns the names of those applied now
 * @throws HelixError START_FAILED when a migration was changed after it was applied
 */
export async function migrateGraph(driver: Driver, database: string, folder = MIGRATIONS): Promise<readonly string[]> {
  await driver.executeQuery('CREATE CONSTRAINT migration_identity IF NOT EXISTS FOR (m:Migration) REQUIRE m.name IS UNIQUE', {}, { database }).catch(unlessItIsThere);
  const { records } = await driver.executeQuery('MATCH (m:Migration) RETURN m.name AS name, m.checksum AS checksum', {}, { database });
  const applied = new Map(records.map((record) => [String(record.get('name')), String(record.get('checksum'))]));

  const names: string[] = [];
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.cypher')).sort()) {
    const text = await readFile(`${folder}/${name}`, 'utf8');
    const checksum = createHash('sha256').update(text).digest('hex');
    if (applied.has(name) && applied.get(name) !== checksum)
      throw new HelixError('START_FAILED', `The migration ${name} was changed after it was applied. Undo the change, and put it into a migration of its own.`);
    if (applied.has(name)) continue;
    for (const statement of statementsOf(text)) await driver.executeQuery(statement, {}, { database }).catch(unlessItIsThere);
    await driver.executeQuery('CALL db.awaitIndexes(300)', {}, { database });
    await driver.executeQuery('MERGE (m:Migration {name: $name}) SET m.checksum = $checksum', { name, checksum }, { database });
    names.push(name);
  }
  return names;
}

/** IF NOT EXISTS looks before it creates, so that of two processes at once one may still be told that it is there. */
function unlessItIsThere(cause: unknown): void {
  const code = cause instanceof Neo4jError ? cause.code : '';
  if (!/^Neo\.ClientError\.Schema\.(EquivalentSchemaRule|Constraint|Index)AlreadyExists$/.test(code)) throw cause;
}

/** Statements end in a semicolon at the end of a line; lines that begin with `//` are comments. */
function statementsOf(text: string): readonly string[] {
  const code = text.split('\n').filter((line) => !line.startsWith('//')).join('\n');
  return code.split(/;\s*(?:\n|$)/).map((statement) => statement.trim()).filter((statement) => statement !== '');
}
