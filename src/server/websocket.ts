import { createHash } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { GraphQLError, parse, validate, type DocumentNode, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { RequestContext } from '../request/context.ts';
import { minPositionOf } from '../request/min-position.ts';
import { openEvent } from '../request/open-event.ts';
import type { RequestPorts } from '../request/ports.ts';
import { openRequest } from '../request/request.ts';
import { asGraphQLError } from './as-graphql-error.ts';
import { MAX_BODY_BYTES } from './body.ts';
import type { Documents } from './documents.ts';
import type { Executor } from './execute.ts';
import { formatError } from './format-error.ts';
import { limits } from './guard.ts';

interface WebSocketOptions {
  readonly server: Server;
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly executor: Executor;
  readonly documents: Documents;
  readonly ports: RequestPorts;
  readonly logger: Logger;
}

/** What one operation of a connection carries from its start to its end. */
interface Carried {
  readonly context: RequestContext;
  /** Ends the operation, whatever it is waiting for. */
  end(): void;
}

/** The most errors of validation that one document is told. */
const MAX_ERRORS = 5;

/** GraphQL over WebSocket (the graphql-transport-ws protocol), with the execution, the limits and the errors of HTTP. */
export function serveWebSocket({ server, path, schema, executor, documents, ports, logger }: WebSocketOptions): { stop(): Promise<void> } {
  const sockets = new WebSocketServer({ server, path, maxPayload: MAX_BODY_BYTES, verifyClient: ({ req }: { req: IncomingMessage }) => isSameOrigin(req) });
  const shown = (errors: readonly unknown[]) => errors.map((error) => asGraphQLError(formatError(error, logger)));
  const format = (result: ExecutionResult): ExecutionResult => (result.errors ? { ...result, errors: shown(result.errors) } : result);

  const graphql = useServer(
    {
      async onSubscribe({ extra }, _id, { query, operationName, variables, extensions }) {
        const gone = new AbortController();
        const leave = () => gone.abort();
        try {
          const document = await documentOf(query);
          const isSubscription = document.definitions.some((d) => 'operation' in d && d.operation === 'subscription');
          const minPosition = minPositionOf(extensions, undefined, ports);
          const { context, end } = openRequest(ports, { minPosition, signal: gone.signal, hasDeadline: !isSubscription });
          extra.socket.once('close', leave);
          const carried: Carried = {
            context,
            end() {
              end();
              gone.abort();
              extra.socket.off('close', leave);
            },
          };
          return { schema, document, operationName, variableValues: variables, contextValue: carried } satisfies ExecutionArgs;
        } catch (error) {
          return shown(error instanceof Invalid ? error.errors : [error]);
        }
      },

      async execute(args) {
        const { context, end } = args.contextValue as Carried;
        try {
          return format(await executor.execute(operationOf(args as ExecutionArgs), context)) as never;
        } finally {
          end();
        }
      },

      async subscribe(args) {
        const { context, end } = args.contextValue as Carried;
        const { tenant, signal } = context;
        const stream = await executor.subscribe(operationOf(args as ExecutionArgs), context, (delivered) => openEvent(ports, delivered, { tenant, signal }));
        if (Symbol.asyncIterator in stream) return formatted(stream, end) as never;
        end();
        return format(stream) as never;
      },
    },
    sockets,
  );
  return { stop: async () => void (await graphql.dispose()) };

  /** The answers as clients see them; ends what the subscription carries when it ends. */
  function formatted(stream: AsyncIterableIterator<ExecutionResult>, end: () => void): AsyncIterableIterator<ExecutionResult> {
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      async next() {
        const { value, done } = await stream.next();
        if (!done) return { value: format(value), done };
        end();
        return { value, done };
      },
      async return() {
        end();
        await stream.return?.();
        return { value: undefined, done: true };
      },
    };
  }

  /** @throws Invalid, or GraphQLError when it cannot be parsed */
  async function documentOf(query: string): Promise<DocumentNode> {
    const key = `ws:${createHash('sha256').update(query).digest('hex')}`;
    const known = await documents.get(key);
    if (known) return known;
    const document = parsed(query);
    const errors = validate(schema, document, undefined, { maxErrors: MAX_ERRORS });
    if (errors.length) throw new Invalid(errors.map(({ message, nodes }) => new GraphQLError(message, { nodes, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })));
    await documents.set(key, document);
    return document;
  }
}

class Invalid extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super('The document is not valid.');
  }
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: limits.tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { message, source, positions } = error;
    throw new GraphQLError(message, { source, positions, extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
  }
}

function operationOf({ document, operationName, variableValues }: ExecutionArgs) {
  return { document, operationName, variables: variableValues };
}

/** A page of another site must not talk to us in its visitor's name; who is no browser sends no origin. */
function isSameOrigin({ headers }: IncomingMessage): boolean {
  return headers.origin === undefined || (URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host);
}
