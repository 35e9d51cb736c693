import type { FormattedExecutionResult } from 'graphql';
import type { Client } from 'graphql-ws';
import { arrivals } from './arrivals.ts';
import { StreamRefused } from './stream-refused.ts';

/** A subscription that resumes. Its document has one root field, takes a cursor variable as `after`, and selects `cursor` and `eventId`. */
export interface ResumeRequest {
  readonly query: string;
  readonly operationName?: string;
  /** A value for the cursor variable is where the stream begins; without one it begins now. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The variable that the document hands on as `after`. */
  readonly cursorVariable?: string;
}

/** The same event id is handed on once within so many events. */
const REMEMBERED_EVENTS = 10_000;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
const NOW = '{ position }';

/**
 * The answers to a subscription, each event once, over whatever ends connections: it goes on after the last cursor.
 * @param client made with `retryAttempts: Infinity` and `shouldRetry: () => true` it comes back for as long as it takes; when it gives up, so does this
 * @throws StreamRefused when the server refuses for good, e.g. with EPOCH_CHANGED; TypeError when the document selects no cursor;
 *   what the client ends with when it gives up
 */
export async function* resume<Data extends object>(
  client: Client,
  { query, operationName, variables = {}, cursorVariable = 'after' }: ResumeRequest,
): AsyncGenerator<FormattedExecutionResult<Data, unknown>, void> {
  const seen = new Set<string>();
  const request = { query, operationName, variables: { ...variables } };
  request.variables[cursorVariable] ??= await now(client);
  for (let failures = 0; ; failures++) {
    try {
      // graphql-ws writes the request anew each time that it connects, so what is noted here is where it goes on.
      for await (const { result, eventId } of arrivals<Data>(client, request, (cursor) => { request.variables[cursorVariable] = cursor; })) {
        failures = 0;
        if (eventId !== undefined && seen.has(eventId)) continue;
        if (eventId !== undefined) seen.add(eventId);
        if (seen.size > REMEMBERED_EVENTS) seen.delete(seen.values().next().value!);
        yield result;
      }
    } catch (error) {
      if (!(error instanceof StreamRefused && error.retryable)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS)));
  }
}

/** The end of the log as the server has seen it: who begins there misses nothing, whatever happens before its first event. */
async function now(client: Client): Promise<string> {
  for await (const { data, errors } of client.iterate<{ position: string | null }>({ query: NOW })) {
    if (data?.position) return data.position;
    throw new StreamRefused(errors ?? []);
  }
  throw new TypeError('The server did not say where its log ends.');
}
