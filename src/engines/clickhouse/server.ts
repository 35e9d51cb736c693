import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createGzip } from 'node:zlib';
import { readRequest } from './request.ts';
import { runStatement } from './run-statement.ts';
import { openSessions } from './sessions.ts';

/** Statements that run side by side; a `select 1` does not wait behind one slow scan. */
const SESSIONS = 4;
const UNKNOWN_EXCEPTION = '1002';

/**
 * The ClickHouse engine, as a library, behind ClickHouse's own HTTP interface: the process that `clickhouse.ts` starts.
 * Arguments: the data folder and the port. It ends with its parent, whose channel it holds.
 */
const [folder, port] = process.argv.slice(2) as [string, string];
const sessions = openSessions(folder, SESSIONS);

const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  answer(request, response).catch((error: unknown) => refuse(response, error));
});
server.listen(Number(port), '127.0.0.1');

process.on('disconnect', stop);
process.on('SIGTERM', stop);

function stop(): void {
  server.close();
  server.closeAllConnections();
  sessions.close();
  process.exit(0);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/ping') {
    response.end('Ok.\n');
    return;
  }
  const statement = await readRequest(request);
  const queryId = statement.queryId ?? randomUUID();
  const mark = `/* ${queryId.replaceAll('*', '')} */ `;
  let running = false;
  response.once('close', () => { if (running) void sessions.kill(mark); });

  await sessions.use(statement.database, async (session) => {
    if (response.destroyed) return;
    running = true;
    try {
      const { format, chunks } = await runStatement(session, statement, mark);
      await send(response, statement.gzip, { 'X-ClickHouse-Query-Id': queryId, 'X-ClickHouse-Format': format }, chunks);
    } finally {
      running = false;
    }
  });
}

/** Headers go out with the first bytes: until then an error can still have its status. */
async function send(response: ServerResponse, gzip: boolean, headers: Record<string, string>, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const out = gzip ? createGzip() : response;
  let begun = false;
  const begin = () => {
    begun = true;
    response.writeHead(200, { ...headers, 'Content-Type': 'text/plain; charset=UTF-8', 'X-ClickHouse-Summary': '{}', ...(gzip ? { 'Content-Encoding': 'gzip' } : {}) });
    if (out !== response) out.pipe(response);
  };
  for await (const chunk of chunks) {
    if (!begun) begin();
    if (response.destroyed) return;
    if (!out.write(chunk)) await new Promise<void>((resolve) => { out.once('drain', resolve); response.once('close', resolve); });
  }
  if (!begun) begin();
  out.end();
}

function refuse(response: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  if (response.headersSent) {
    response.destroy(); // a broken answer must not look whole
    return;
  }
  response.writeHead(500, { 'X-ClickHouse-Exception-Code': /^Code: (\d+)/.exec(message)?.[1] ?? UNKNOWN_EXCEPTION, 'Content-Type': 'text/plain; charset=UTF-8' });
  response.end(`${message}\n`);
}
