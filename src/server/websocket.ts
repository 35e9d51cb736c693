import { createHash } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { GraphQLError, parse, validate, type DocumentNode, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { Limits } from '../limits.ts';
import type { Audit } from '../request/audit.ts';
import type { Authenticator } from '../request/authenticator.ts';
import type { RequestContext } from '../request/context.ts';
import { minPositionOf } from '../request/min-position.ts';
import { openEvent } from '../request/open-event.ts';
import type { RequestPorts } from '../request/ports.ts';
import { openRequest } from '../request/request.ts';
import { asGraphQLError } from './as-graphql-error.ts';
import { callerOf } from './caller.ts';
import { connections } from './connections.ts';
import type { Documents } from './documents.ts';
import { MAX_ERRORS, type Executor } from './execute.ts';
import { formatError } from './format-error.ts';
import type { KnownOperations } from './known-operations.ts';
import { leaving } from './leaving.ts';
import type { Origins } from './origins.ts';
import type { SubscriptionSlots } from './subscription-slots.ts';

interface WebSocketOptions {
  readonly server: Server;
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly executor: Executor;
  readonly documents: Documents;
  readonly ports: RequestPorts;
  readonly authenticator: Authenticator;
  readonly audit: Audit;
  readonly limits: Limits;
  readonly slots: SubscriptionSlots;
  readonly known: KnownOperations;
  readonly origins: Origins;
  readonly logger: Logger;
}

/** What one operation of a connection carries from its start to its end. */
interface Carried {
  readonly context: RequestContext;
  readonly caller: string;
  readonly socket: object;
  /** Ends the operation, whatever it is waiting for. */
  end(): void;
}

/** GraphQL over WebSocket (the graphql-transport-ws protocol), with the execution, the limits and the errors of HTTP. */
export function serveWebSocket({ server, path, schema, executor, documents, ports, authenticator, audit, limits, slots, known, origins, logger }: WebSocketOptions): { stop(): Promise<void> } {
  const sockets = new WebSocketServer({ server, path, maxPayload: limits.bodyBytes, verifyClient: ({ req }: { req: IncomingMessage }) => origins.allow(req) });
  const connected = connections({ authenticator, audit, logger });
  const clients = leaving();
  const shown = (errors: readonly unknown[]) => errors.map((error) => asGraphQLError(formatError(error, logger)));
  const format = (result: ExecutionResult): ExecutionResult => (result.errors ? { ...result, errors: shown(result.errors) } : result);

  const graphql = useServer(
    {
      connectionInitWaitTimeout: limits.connectionInitMs,

      onConnect: ({ extra, connectionParams }) => connected.introduce(extra, connectionParams),

      async onSubscribe({ extra }, id, { query, operationName, variables, extensions }) {
        const client = clients.begin(extra.socket, id);
        try {
          const document = await documentOf(known.textOf(query, extensions) as string);
          const { identity, signal } = connected.of(extra.socket);
          const isSubscription = document.definitions.some((d) => 'operation' in d && d.operation === 'subscription');
          const minPosition = minPositionOf(extensions, undefined, { codec: ports.codec, tenant: identity.tenant });
          const { context, end } = openRequest(ports, { identity, minPosition, signal: AbortSignal.any([client.signal, signal]), hasDeadline: !isSubscription });
          const carried: Carried = {
            context,
            caller: callerOf(identity),
            socket: extra.socket,
            end() {
              end();
              client.done();
            },
          };
          return { schema, document, operationName, variableValues: variables, contextValue: carried } satisfies ExecutionArgs;
        } catch (error) {
          client.done();
          return shown(error instanceof Invalid ? error.errors : [error]);
        }
      },

      async execute(args) {
        const { context, caller, end } = args.contextValue as Carried;
        try {
          return format(await executor.execute({ ...operationOf(args as ExecutionArgs), caller }, context)) as never;
        } finally {
          end();
        }
      },

      async subscribe(args) {
        const carried = args.contextValue as Carried;
        const { context, caller, socket } = carried;
        const { identity, signal } = context;
        let free = () => {};
        const end = () => {
          free();
          carried.end();
        };
        try {
          free = slots.take(caller, socket);
          const stream = await executor.subscribe({ ...operationOf(args as ExecutionArgs), caller }, context, (delivered) => openEvent(ports, delivered, { identity, signal }));
          if (Symbol.asyncIterator in stream) return formatted(stream, end) as never;
          end();
          return format(stream) as never;
        } catch (error) {
          end();
          return { errors: shown([error]) } as never;
        }
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
    const document = parsed(query, limits.tokens);
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

function parsed(query: string, maxTokens: number): DocumentNode {
  try {
    return parse(query, { maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { message, source, positions } = error;
    throw new GraphQLError(message, { source, positions, extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
  }
}

function operationOf({ document, operationName, variableValues }: ExecutionArgs) {
  return { document, operationName, variables: variableValues };
}
