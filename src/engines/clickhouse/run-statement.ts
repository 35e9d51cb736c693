import type { RawInsertFormat, Session } from 'chdb';
import type { StatementRequest } from './request.ts';
import { literal } from './sessions.ts';

/** What a statement answers: bytes in its format, as they come. */
export interface Answer {
  readonly format: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

const NAME = /^[A-Za-z_]\w*$/;
const FORMAT = /\bFORMAT\s+(\w+)\s*;?\s*$/i;
const INSERT = /^\s*INSERT\s+INTO\s+(?:TABLE\s+)?([\w.`"]+)\s*(?:\(([^)]*)\))?\s*(?:FORMAT\s+(\w+))\s*$/i;
const READS = /^[\s(]*(SELECT|WITH|SHOW|DESC|DESCRIBE|EXPLAIN|EXISTS)\b/i;

/**
 * Runs one statement on a connection.
 * Settings become a SETTINGS clause, since a SET would leak into the statements after it;
 * parameters must be SET, and each statement sets those that it uses.
 * @param mark a comment put before the statement, by which it can be found and ended
 */
export async function runStatement(session: Session, request: StatementRequest, mark: string): Promise<Answer> {
  const insert = INSERT.exec(request.sql);
  if (insert) {
    await insertRows(session, request, insert);
    return { format: 'TabSeparated', chunks: none() };
  }
  await setParameters(session, request.parameters);
  const format = FORMAT.exec(request.sql)?.[1] ?? 'TabSeparated';
  const sql = `${mark}${request.sql.replace(FORMAT, '')}${READS.test(request.sql) ? settingsClause(request.settings) : ''}`;
  if (!READS.test(request.sql)) {
    const result = await session.queryAsync(sql, { format });
    return { format, chunks: one(result.bytes()) };
  }
  const stream = session.queryStream(sql, { format });
  return { format, chunks: (async function* () { for await (const chunk of stream) yield chunk.raw(); })() };
}

/** The payload goes to the engine's own parser as it is. */
async function insertRows(session: Session, { data, settings }: StatementRequest, [, table, columns, format]: RegExpExecArray): Promise<void> {
  if (data.length === 0) return;
  await session.insert({
    table: table!,
    values: data,
    format: format as RawInsertFormat,
    columns: columns?.split(',').map((column) => column.trim().replace(/^[`"]|[`"]$/g, '')),
    settings: Object.fromEntries(settings),
  });
}

async function setParameters(session: Session, parameters: ReadonlyMap<string, string>): Promise<void> {
  if (parameters.size === 0) return;
  const assignments = [...parameters].map(([name, value]) => `param_${checked(name)} = ${literal(value)}`);
  await session.queryAsync(`SET ${assignments.join(', ')}`);
}

function settingsClause(settings: ReadonlyMap<string, string>): string {
  if (settings.size === 0) return '';
  return `\nSETTINGS ${[...settings].map(([name, value]) => `${checked(name)} = ${literal(value)}`).join(', ')}`;
}

/** Names cannot be parameters, so only plain ones pass. */
function checked(name: string): string {
  if (!NAME.test(name)) throw new Error(`Code: 115. DB::Exception: ${JSON.stringify(name)} is not a name. (UNKNOWN_SETTING)`);
  return name;
}

async function* none(): AsyncGenerator<Uint8Array> {}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
