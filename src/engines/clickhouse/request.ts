import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';

/** One statement as a client of ClickHouse's HTTP interface sends it. */
export interface StatementRequest {
  readonly sql: string;
  /** What follows an INSERT. */
  readonly data: Buffer;
  readonly database: string;
  readonly queryId: string | undefined;
  /** `{name:Type}` parameters, escaped as in TSV, as they arrive. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<string, string>;
  /** Whether the answer may be compressed. */
  readonly gzip: boolean;
}

/** What of the address line is no setting. */
const RESERVED = new Set(['query', 'query_id', 'database', 'default_format', 'session_id', 'session_timeout', 'session_check', 'user', 'password', 'role', 'quota_key', 'compress', 'decompress', 'enable_http_compression']);
const MULTIPART = 'multipart/form-data';

/** Reads a request of ClickHouse's HTTP interface: https://clickhouse.com/docs/interfaces/http */
export async function readRequest(request: IncomingMessage): Promise<StatementRequest> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const body = await bytesOf(request);
  const fields = new URLSearchParams(url.searchParams);
  let data = body;
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith(MULTIPART)) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) if (typeof value === 'string') fields.append(name, value);
    data = Buffer.alloc(0);
  }
  const query = fields.get('query');
  const parameters = new Map<string, string>();
  const settings = new Map<string, string>();
  for (const [name, value] of fields) {
    if (name.startsWith('param_')) parameters.set(name.slice('param_'.length), value);
    else if (!RESERVED.has(name)) settings.set(name, value);
  }
  return {
    sql: query ?? data.toString(),
    data: query === null ? Buffer.alloc(0) : data,
    database: fields.get('database') ?? header(request, 'x-clickhouse-database') ?? 'default',
    queryId: fields.get('query_id') ?? undefined,
    parameters,
    settings,
    gzip: fields.get('enable_http_compression') === '1' && (request.headers['accept-encoding'] ?? '').includes('gzip'),
  };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const source = request.headers['content-encoding'] === 'gzip' ? request.pipe(createGunzip()) : request;
  for await (const chunk of source) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
