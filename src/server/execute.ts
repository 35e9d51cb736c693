import { createRequire } from 'node:module';
import { GraphQLError, createSourceEventStream, getOperationAST, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { CompiledQuery } from 'graphql-jit';
import { HelixError } from '../errors.ts';
import type { RequestContext } from '../request/context.ts';
import type { Delivered } from '../request/ports.ts';
import type { OpenRequest } from '../request/request.ts';
import { asGraphQLError } from './as-graphql-error.ts';
import { guard } from './guard.ts';

// As CommonJS, so that it shares the one copy of graphql with the libraries that are CommonJS too.
const { compileQuery, isCompiledQuery } = createRequire(import.meta.url)('graphql-jit') as typeof import('graphql-jit');

export interface Operation {
  /** Parsed and valid. What is compiled of it is kept as long as it is. */
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

export interface Executor {
  execute(operation: Operation, context: RequestContext): Promise<ExecutionResult>;
  /**
   * @param context of the subscription itself: its source is read with it
   * @param openEvent the context of one delivered event
   */
  subscribe(operation: Operation, context: RequestContext, openEvent: (delivered: Delivered) => OpenRequest): Promise<ExecutionResult | AsyncIterableIterator<ExecutionResult>>;
}

/** Runs operations compiled, each document once; the limits of `guard.ts` hold for all. Each answer says how fresh it is. */
export function executor(schema: GraphQLSchema): Executor {
  const compiled = new WeakMap<DocumentNode, Map<string, CompiledQuery | ExecutionResult>>();

  return {
    async execute(operation, context) {
      try {
        guard(operation.document, operation.operationName, operation.variables ?? {});
        return await run(compile(operation), {}, operation, context);
      } catch (error) {
        return { errors: [refused(error)] };
      }
    },

    async subscribe(operation, context, openEvent) {
      try {
        guard(operation.document, operation.operationName, operation.variables ?? {});
      } catch (error) {
        return { errors: [refused(error)] };
      }
      // The compiled form loses literal arguments of a subscription's source, so that is made by graphql-js, and only events run compiled.
      const source = await createSourceEventStream({
        schema,
        document: operation.document,
        operationName: operation.operationName,
        variableValues: operation.variables as Record<string, unknown> | undefined,
        contextValue: context,
      });
      if (!(Symbol.asyncIterator in source)) return source;
      return answers(source[Symbol.asyncIterator]() as AsyncIterator<Delivered>, async (delivered) => {
        const { context: eventContext, end } = openEvent(delivered);
        try {
          return await run(compile(operation), delivered, operation, eventContext);
        } finally {
          end();
        }
      });
    },
  };

  function compile({ document, operationName }: Operation): CompiledQuery | ExecutionResult {
    let operations = compiled.get(document);
    if (!operations) {
      operations = new Map();
      compiled.set(document, operations);
    }
    // The operation's own name: a name that is not in the document must not become another entry.
    const name = getOperationAST(document, operationName)?.name?.value ?? '';
    let query = operations.get(name);
    if (!query) {
      query = compileQuery(schema, document, operationName ?? undefined, { disablingCapturingStackErrors: true });
      operations.set(name, query);
    }
    return query;
  }
}

async function run(query: CompiledQuery | ExecutionResult, root: unknown, { variables }: Operation, context: RequestContext): Promise<ExecutionResult> {
  const result = isCompiledQuery(query) ? await query.query(root, context, variables ?? {}) : query;
  const errors = result.errors?.map(rebuilt);
  const freshness = context.freshness();
  return {
    ...(result.data !== undefined && { data: result.data }),
    ...(errors?.length && { errors }),
    ...(Object.keys(freshness).length > 0 && { extensions: { freshness } }),
  };
}

/** Events of one subscription that are answered side by side: each waits for the stores to hold it, and one after another these waits would add up. */
const ANSWERED_AHEAD = 32;

/** The answers to a source's events, in their order. An error of the source is the last answer: silence would look like a quiet source. */
function answers(source: AsyncIterator<Delivered>, answer: (delivered: Delivered) => Promise<ExecutionResult>): AsyncIterableIterator<ExecutionResult> {
  const end = { value: undefined, done: true } as const;
  const asked: Promise<IteratorResult<ExecutionResult, undefined>>[] = [];
  let ended = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (!ended && asked.length < ANSWERED_AHEAD) asked.push(ask());
      return asked.shift() ?? end;
    },
    async return() {
      ended = true;
      asked.length = 0;
      await source.return?.();
      return end;
    },
  };

  async function ask(): Promise<IteratorResult<ExecutionResult, undefined>> {
    try {
      const { value, done } = await source.next();
      if (!done) return { value: await answer(value), done: false };
      ended = true;
      return end;
    } catch (error) {
      ended = true;
      return { value: { errors: [refused(error)] }, done: false };
    }
  }
}

/** The compiled executor's errors look like GraphQLErrors without being made as such: no code, no source. */
function rebuilt(error: GraphQLError): GraphQLError {
  const { message, path, locations, originalError } = error;
  // Without a path nothing has run: the variables do not fit the operation.
  const extensions = error.extensions ?? (path ? {} : { code: 'BAD_USER_INPUT' });
  return asGraphQLError({ message, path, locations, extensions }, originalError);
}

function refused(error: unknown): GraphQLError {
  const originalError = error instanceof Error ? error : new Error(String(error));
  const http = error instanceof HelixError ? { http: { status: error.status } } : {};
  return new GraphQLError(originalError.message, { originalError, extensions: http });
}
