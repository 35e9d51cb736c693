import type { IncomingMessage } from 'node:http';
import { ApolloServer, HeaderMap, type ApolloServerOptionsWithGateway } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { HelixError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Audit } from '../request/audit.ts';
import type { Authenticator } from '../request/authenticator.ts';
import type { RequestContext } from '../request/context.ts';
import { MIN_POSITION_HEADER, minPositionOf } from '../request/min-position.ts';
import type { RequestPorts } from '../request/ports.ts';
import { openRequest } from '../request/request.ts';
import { readJson } from './body.ts';
import { callerOf } from './caller.ts';
import { credentialsOf } from './credentials.ts';
import type { Documents } from './documents.ts';
import { MAX_ERRORS, type Executor } from './execute.ts';
import { formatError } from './format-error.ts';
import { isPersisted, type KnownOperations } from './known-operations.ts';
import { json, retryAfter, type Reply } from './reply.ts';

export interface Endpoint {
  /** Answers one GraphQL request. `gone` ends when the client is no longer there. */
  answer(request: IncomingMessage, url: URL, gone: AbortSignal): Promise<Reply>;
  stop(): Promise<void>;
}

/** What one request carries through Apollo. */
interface Carried {
  readonly request: RequestContext;
  readonly caller: string;
}

/** How Apollo calls an executor of one's own. */
type GatewayExecutor = NonNullable<Awaited<ReturnType<ApolloServerOptionsWithGateway<Carried>['gateway']['load']>>['executor']>;

interface EndpointOptions {
  readonly schema: GraphQLSchema;
  readonly executor: Executor;
  readonly documents: Documents;
  readonly ports: RequestPorts;
  readonly authenticator: Authenticator;
  readonly audit: Audit;
  readonly limits: Limits;
  readonly known: KnownOperations;
  readonly logger: Logger;
}

/** GraphQL over HTTP, by Apollo Server with our own execution. */
export async function graphqlEndpoint({ schema, executor, documents, ports, authenticator, audit, limits, known, logger }: EndpointOptions): Promise<Endpoint> {
  const execute: GatewayExecutor = ({ document, operationName, request, context }) =>
    executor.execute({ document, operationName, variables: request.variables, caller: (context as unknown as Carried).caller }, (context as unknown as Carried).request) as ReturnType<GatewayExecutor>;
  const apollo = new ApolloServer<Carried>({
    // A gateway is how Apollo takes an executor of one's own.
    gateway: {
      load: async () => ({ executor: execute }),
      onSchemaLoadOrUpdate(loaded) {
        loaded({ apiSchema: schema, coreSupergraphSdl: '' });
        return () => {};
      },
      stop: async () => {},
    },
    documentStore: documents,
    parseOptions: { maxTokens: limits.tokens },
    validationOptions: { maxErrors: MAX_ERRORS },
    introspection: true, // the guard decides, for every transport
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    formatError: (_formatted, error) => formatError(error, logger),
    // Cache control would wrap the resolver of every field, also of those that are plain properties: half of the time of an answer with many objects.
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginCacheControlDisabled()],
    logger,
  });
  await apollo.start();

  return {
    async answer(request, url, gone) {
      try {
        // Before anything else is read of it.
        const identity = await authenticator.authenticate(credentialsOf(request.headers));
        const body = request.method === 'POST' ? await readJson(request, limits.bodyBytes) : undefined;
        const sent = body ?? { query: url.searchParams.get('query') ?? undefined, extensions: parsed(url.searchParams.get('extensions')) };
        const { query, extensions } = sent as { readonly query?: unknown; readonly extensions?: unknown };
        const text = known.textOf(query, extensions);
        const minPosition = minPositionOf(extensions, request.headers[MIN_POSITION_HEADER], { codec: ports.codec, tenant: identity.tenant });
        const { context, end } = openRequest(ports, { identity, minPosition, signal: gone });
        try {
          const headers = new HeaderMap();
          for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(name, String(value));
          const answer = await apollo.executeHTTPGraphQLRequest({
            httpGraphQLRequest: { method: request.method ?? 'GET', headers, ...(isPersisted(extensions) ? withText(text, url, body) : { search: url.search, body }) },
            context: async () => ({ request: context, caller: callerOf(identity) }),
          });
          if (answer.body.kind !== 'complete') throw new Error('An answer in parts was not asked for.');
          return { status: answer.status ?? 200, headers: Object.fromEntries(answer.headers), body: answer.body.string };
        } finally {
          end();
        }
      } catch (error) {
        if (error instanceof HelixError && error.code === 'UNAUTHENTICATED') audit({ decision: 'denied', code: error.code, reason: error.message });
        const { status, headers, body } = json(error instanceof HelixError ? error.status : 500, { errors: [formatError(error, logger)] });
        return { status, headers: { ...headers, ...(error instanceof HelixError && { ...retryAfter(error), ...(error.code === 'UNAUTHENTICATED' && { 'www-authenticate': 'Bearer' }) }) }, body };
      }
    },
    stop: () => apollo.stop(),
  };
}

/** A request as it were if it had come with the text of its operation. */
function withText(text: unknown, url: URL, body: unknown): { search: string; body: unknown } {
  const search = new URLSearchParams(url.searchParams);
  search.set('query', String(text));
  search.delete('extensions');
  return { search: `?${search}`, body: body && { ...body, query: text, extensions: {} } };
}

function parsed(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Apollo says so itself
  }
}
