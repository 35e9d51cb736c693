import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { insertedRows, type InsertedRows } from './insert.ts';

/** One statement as a client sent it. */
export interface Statement {
  /** With the rows of an insert behind it, unless they are in `rows`. */
  readonly sql: string;
  readonly rows: InsertedRows | undefined;
  readonly queryId: string | undefined;
  readonly database: string | undefined;
  /** Values of `{name:Type}`, escaped as in TSV, as the protocol has them. */
  readonly params: readonly (readonly [name: string, value: string])[];
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** The format of rows where the SQL names none. */
  readonly format: string;
  /** Whether the answer may be compressed with gzip. */
  readonly gzip: boolean;
}

/** What the protocol puts beside settings in the query string. */
const NOT_SETTINGS = new Set([
  'query', 'query_id', 'database', 'default_format', 'user', 'password', 'quota_key', 'role', 'session_id', 'session_timeout',
  'session_check', 'close_session', 'wait_end_of_query', 'buffer_size', 'stacktrace', 'compress', 'decompress',
]);

const inflaters = { gzip: promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) };

/** Reads a request of ClickHouse's HTTP protocol: SQL in the query string, in the body, or half in each. */
export async function readStatement(request: IncomingMessage): Promise<Statement> {
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
  const { headers } = request;
  const body = await inflated(await buffer(request), headers['content-encoding']);
  const fields = headers['content-type']?.startsWith('multipart/form-data') ? await multipart(body, headers['content-type']) : [];
  const named = [...query, ...fields];
  const get = (name: string) => named.find(([key]) => key === name)?.[1];
  const rows = insertedRows(get('query') ?? '', body);
  const parts = fields.length > 0 || rows ? '' : body.toString();
  return {
    sql: [get('query'), parts].filter(Boolean).join('\n'),
    rows,
    queryId: get('query_id'),
    database: get('database') ?? header(headers['x-clickhouse-database']),
    params: named.filter(([name]) => name.startsWith('param_')).map(([name, value]) => [name.slice('param_'.length), value] as const),
    settings: named.filter(([name]) => !name.startsWith('param_') && !NOT_SETTINGS.has(name)),
    format: get('default_format') ?? header(headers['x-clickhouse-format']) ?? 'TabSeparated',
    gzip: get('enable_http_compression') === '1' && /\bgzip\b/.test(header(headers['accept-encoding']) ?? ''),
  };
}

async function inflated(body: Buffer, encoding = 'identity'): Promise<Buffer> {
  if (encoding === 'identity') return body;
  if (encoding in inflaters) return inflaters[encoding as keyof typeof inflaters](body);
  throw new Error(`Content-Encoding ${encoding} is not spoken here`);
}

/** How clients send parameters that are too long for a URL. */
async function multipart(body: Buffer, type: string): Promise<[string, string][]> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  return [...form].map(([name, value]) => [name, String(value)]);
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
