import { randomUUID } from 'node:crypto';
import { Session } from 'chdb';
import { rowFiles } from './insert.ts';
import type { Statement } from './request.ts';
import { slots } from './slots.ts';

/** ClickHouse as a library, on one folder. */
export interface ClickHouseLibrary {
  /**
   * Runs a statement; its rows come as bytes in their format. Nothing of it is known to the next.
   * When the signal ends, so does the statement, in the engine too.
   */
  run(statement: Statement, signal: AbortSignal): AsyncGenerator<Uint8Array, void>;
  close(): void;
}

/** Statements at one time; more wait. */
const AT_ONCE = 8;

const MEBIBYTE = 2 ** 20;
/** The engine's own limits are for a machine of its own; and a parameter, which may be longer than SQL should, is set by SQL here. */
const LIMITS = {
  mark_cache_size: 128 * MEBIBYTE,
  primary_index_cache_size: 128 * MEBIBYTE,
  index_mark_cache_size: 64 * MEBIBYTE,
  parquet_metadata_cache_size: 32 * MEBIBYTE,
  max_query_size: 64 * MEBIBYTE,
  output_format_json_quote_64bit_integers: 1,
};
const CONNECTION = { connectionArgs: Object.entries(LIMITS).map(([name, value]) => `--${name}=${value}`) };

/**
 * A session runs one statement at a time and keeps what was set in it, so each statement gets a new one: that costs
 * half a millisecond while another is open.
 */
export function openLibrary(folder: string): ClickHouseLibrary {
  const keeper = new Session(folder, CONNECTION); // holds the engine open, and kills what must end
  const slot = slots(AT_ONCE);
  const insert = rowFiles(folder);

  return {
    async *run(statement, signal) {
      const free = await slot(signal);
      const mark = randomUUID();
      const session = new Session(folder, CONNECTION);
      const kill = () => void keeper.queryAsync(`KILL QUERY WHERE Settings['log_comment'] = '${mark}' ASYNC`).catch(() => undefined);
      signal.addEventListener('abort', kill);
      try {
        await prepare(session, statement, mark);
        signal.throwIfAborted();
        if (statement.rows) return await insert(statement.rows, (sql) => session.queryAsync(sql));
        if (!canStream(statement)) {
          yield (await session.queryAsync(statement.sql, { format: statement.format })).bytes();
          return;
        }
        for await (const chunk of session.queryStream(statement.sql, { format: statement.format })) yield chunk.raw();
      } finally {
        signal.removeEventListener('abort', kill);
        session.close();
        free();
      }
    },
    close: () => keeper.close(),
  };
}

/** `SET` takes parameter values as the protocol does, TSV-escaped; the library's own binder would escape them again. */
async function prepare(session: Session, { database, params, settings }: Statement, mark: string): Promise<void> {
  const all = [...settings, ...params.map(([name, value]) => [`param_${name}`, value] as const), ['log_comment', mark] as const];
  await session.queryAsync(`SET ${all.map(([name, value]) => `${identifier(name)} = ${literal(value)}`).join(', ')}`);
  if (database !== undefined) await session.queryAsync(`USE ${identifier(database)}`);
}

/**
 * Whether rows may be handed on as they come. The library formats each of its blocks as a document of its own, so only
 * formats without head and foot add up; and it evaluates a scalar subquery before its call returns, which would hold up
 * every other client. The rest is collected first, off the event loop.
 */
export function canStream({ sql, format }: Pick<Statement, 'sql' | 'format'>): boolean {
  if (!/^\s*(select|with)\b/i.test(sql) || SCALAR_SUBQUERY.test(sql)) return false;
  const named = /\bformat\s+(\w+)[\s;]*$/i.exec(sql)?.[1];
  return /^(JSON(Compact|Strings|CompactStrings)?EachRow|TSV|TabSeparated|CSV|RowBinary)$/i.test(named ?? format);
}
/** A subquery that is not a table: what follows FROM, JOIN, IN or a name's AS is. Wrong only towards collecting. */
const SCALAR_SUBQUERY = /(?<!\b(?:from|join|in|as)\s*)\(\s*(?:select|with)\b/i;

function literal(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`;
}

function identifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}
