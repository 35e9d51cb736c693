import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import { Kind, parse } from 'graphql';
import { takesGzip } from './reply.ts';

const OPERATIONS = new URL('../../operations/', import.meta.url);

/** Operations with variables that work on what is there. */
export interface Example {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * The named operations that come with the program, as far as they work without anything to fill in.
 * @param values for their variables, by the variable's name
 */
export function exampleOperations(values: Readonly<Record<string, unknown>>): readonly Example[] {
  const files = readdirSync(OPERATIONS).filter((name) => name.endsWith('.graphql')).sort();
  return files.flatMap((file) => {
    const query = readFileSync(new URL(file, OPERATIONS), 'utf8');
    const variables = parse(query).definitions.flatMap((definition) => (definition.kind === Kind.OPERATION_DEFINITION ? definition.variableDefinitions ?? [] : []));
    const isFilled = variables.every(({ variable, type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE || defaultValue !== undefined || variable.name.value in values);
    const filled = variables.map(({ variable }) => variable.name.value).filter((name) => name in values);
    return isFilled ? [{ query, variables: Object.fromEntries(filled.map((name) => [name, values[name]])) }] : [];
  });
}

/** A page to explore the graph with, whole in itself: it asks no other host for anything. */
export function explorer(examples: readonly Example[]): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const page = () =>
    renderGraphiQL({
      title: 'HelixGraph',
      endpoint: '/graphql',
      subscriptionsProtocol: 'WS',
      defaultTabs: examples.map(({ query, variables }) => ({ query, variables: JSON.stringify(variables, null, 2), headers: null })),
    } as Parameters<typeof renderGraphiQL>[0]);
  // Nine megabytes: compressed once, when first asked for.
  let compressed: Promise<Buffer> | undefined;
  return async (request, response) => {
    const headers = { 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' };
    if (!takesGzip(request)) {
      response.writeHead(200, headers).end(page());
      return;
    }
    compressed ??= promisify(gzip)(page());
    response.writeHead(200, { ...headers, 'content-encoding': 'gzip', vary: 'accept-encoding' }).end(await compressed);
  };
}
