import type { FormattedExecutionResult } from 'graphql';
import type { Client, SubscribePayload } from 'graphql-ws';
import { StreamRefused, type Refusal } from './stream-refused.ts';

export interface Arrival<Data> {
  readonly result: FormattedExecutionResult<Data, unknown>;
  readonly eventId?: string;
}

/**
 * What one subscription brings until it ends.
 * @param onCursor told as an event arrives, not as it is read: a connection that ends meanwhile goes on after what has arrived
 * @throws StreamRefused after what arrived before; TypeError when an event has no cursor; what ended the client
 */
export async function* arrivals<Data extends object>(client: Client, request: SubscribePayload, onCursor: (cursor: string) => void): AsyncGenerator<Arrival<Data>, void> {
  const arrived: Arrival<Data>[] = [];
  let end: { readonly error?: unknown } | undefined;
  let wake = () => {};
  const stop = client.subscribe<Data>(request, {
    next(result) {
      const item = rootOf(result);
      if (!item) finish({ error: new StreamRefused((result.errors ?? []) as readonly Refusal[]) });
      else if (typeof item['cursor'] !== 'string') finish({ error: new TypeError('The subscription must select `cursor`.') });
      else if (!end) {
        onCursor(item['cursor']);
        arrived.push({ result, eventId: typeof item['eventId'] === 'string' ? item['eventId'] : undefined });
        wake();
      }
    },
    error: (error) => finish({ error: Array.isArray(error) ? new StreamRefused(error as readonly Refusal[]) : error }),
    complete: () => finish({}),
  });
  try {
    for (;;) {
      while (arrived.length > 0) yield arrived.shift()!;
      if (end) break;
      await new Promise<void>((resolve) => { wake = resolve; });
    }
  } finally {
    stop();
  }
  if ('error' in end) throw end.error;

  function finish(how: { readonly error?: unknown }): void {
    end ??= how;
    wake();
  }
}

/** What the one root field of a subscription brought. */
function rootOf<Data extends object>({ data }: FormattedExecutionResult<Data, unknown>): Readonly<Record<string, unknown>> | undefined {
  const [item] = Object.values(data ?? {}) as readonly unknown[];
  return typeof item === 'object' && item !== null ? item as Readonly<Record<string, unknown>> : undefined;
}
