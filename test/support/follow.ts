import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Answer } from './answer.ts';
import type { TestApi } from './api.ts';

/** A WebSocket client of an API. */
export function webSocketClient({ url }: Pick<TestApi, 'url'>, options: Partial<ClientOptions> = {}): Client {
  return createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, ...options });
}

/** The answers to one operation over WebSocket. */
export function follow(client: Client, query: string, variables: Record<string, unknown> = {}, minPosition?: string | readonly string[]): AsyncIterableIterator<Answer<Record<string, any>>> {
  const extensions = minPosition === undefined ? undefined : { minPosition };
  return client.iterate({ query, variables, extensions }) as never;
}
