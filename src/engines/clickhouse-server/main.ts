import { openLibrary } from './engine.ts';
import { serve } from './serve.ts';

/**
 * The process of the embedded ClickHouse: `main.ts FOLDER PORT`, started by `../clickhouse.ts`.
 * It ends with its owner, whose end closes the channel between them.
 */
const [folder, port] = process.argv.slice(2);
if (folder === undefined || port === undefined) throw new Error('a folder and a port are needed');

const library = openLibrary(folder);
const server = serve(library);
server.listen(Number(port), '127.0.0.1');

const CLOSE_WITHIN_MS = 3_000;
let ending = false;

function end(): void {
  if (ending) return;
  ending = true;
  // What was acknowledged is safe, however this ends.
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), CLOSE_WITHIN_MS).unref();
  server.close(() => {
    library.close();
    process.exit(0);
  });
  server.closeAllConnections(); // their statements are killed with them
}

process.once('SIGTERM', end);
process.once('disconnect', end);
