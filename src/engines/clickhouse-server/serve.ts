import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { ClickHouseLibrary } from './engine.ts';
import { failureOf } from './failure.ts';
import { readStatement, type Statement } from './request.ts';

/** As much as ClickHouse's `http_max_uri_size`: parameters travel in the URL. */
const MAX_HEAD_BYTES = 2 ** 20;

/** ClickHouse's HTTP interface over the library: what `@clickhouse/client` needs, without users, roles and sessions. */
export function serve(library: ClickHouseLibrary): Server {
  // Clients keep connections open between requests; closing an idle one could meet a request on its way.
  return createServer({ maxHeaderSize: MAX_HEAD_BYTES, keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
    void answer(request, response).catch((error: unknown) => fail(response, error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // No client of ours is a web page; a page of somebody else must not write here through its visitor's browser.
    if (request.headers.origin !== undefined) return void response.writeHead(403).end();
    if (request.method === 'GET' && request.url === '/ping') return void response.end('Ok.\n');

    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const statement = await readStatement(request);
    const rows = library.run(statement, gone.signal);
    // The head waits for the first rows: until then a failure can still be told with its code.
    const first = await rows.next();
    writeHead(response, statement);
    const body = Readable.from(joined(first, rows), { objectMode: false });
    if (statement.gzip) await pipeline(body, createGzip({ level: 1 }), response);
    else await pipeline(body, response);
  }
}

function writeHead(response: ServerResponse, { queryId, gzip }: Statement): void {
  response.setHeader('X-ClickHouse-Query-Id', queryId ?? randomUUID());
  response.setHeader('X-ClickHouse-Timezone', 'UTC');
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  if (gzip) response.setHeader('Content-Encoding', 'gzip');
}

async function* joined(first: IteratorResult<Uint8Array, void>, rest: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  if (first.done) return;
  // An empty chunk would end the stream for its reader.
  if (first.value.length > 0) yield first.value;
  for await (const chunk of rest) if (chunk.length > 0) yield chunk;
}

function fail(response: ServerResponse, error: unknown): void {
  // Rows are on their way: the answer breaks off, so that nobody takes it for whole.
  if (response.headersSent || response.destroyed) return void response.destroy();
  const { code, status, text } = failureOf(error);
  response.writeHead(status, { 'X-ClickHouse-Exception-Code': code, 'Content-Type': 'text/plain; charset=UTF-8' }).end(`${text}\n`);
}
