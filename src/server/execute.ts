import { createRequire } from 'node:module';
import { HeaderMap } from '@apollo/server';
import { GraphQLError, createSourceEventStream, getOperationAST, getVariableValues, type DocumentNode, type ExecutionResult, type GraphQLErrorExtensions } from 'graphql';
import type { CompiledQuery } from 'graphql-jit';
import { HelixError } from '../errors.ts';
import type { Audit } from '../request/audit.ts';
import type { RequestContext } from '../request/context.ts';
import type { Delivered } from '../request/ports.ts';
import type { OpenRequest } from '../request/request.ts';
import { allowance as allowanceOf } from './allowance.ts';
import { asGraphQLError } from './as-graphql-error.ts';
import { compiler } from './compile.ts';
import type { Variables } from './cost.ts';
import { guard as guardOf, type Admitted, type GuardOptions } from './guard.ts';
import { permit as permitOf } from './permit.ts';
import { neverNull } from './never-null.ts';
import { retryAfter } from './reply.ts';

// As CommonJS, so that it shares the one copy of graphql with the libraries that are CommonJS too.
const { isCompiledQuery } = createRequire(import.meta.url)('graphql-jit') as typeof import('graphql-jit');

/** The most errors that one document, or its variables, are told. */
export const MAX_ERRORS = 5;

export interface Operation {
  /** Parsed and valid. What is compiled of it is kept as long as it is. */
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  /** Whose allowance it takes from. */
  readonly caller: string;
}

export interface Executor {
  execute(operation: Operation, context: RequestContext): Promise<ExecutionResult>;
  /**
   * @param context of the subscription itself: its source is read with it
   * @param openEvent the context of one delivered event
   */
  subscribe(operation: Operation, context: RequestContext, openEvent: (delivered: Delivered) => OpenRequest): Promise<ExecutionResult | AsyncIterableIterator<ExecutionResult>>;
}

export interface ExecutorOptions extends GuardOptions {
  /** Told of each denial and each write. */
  readonly audit: Audit;
}

/** Runs operations compiled, each document once; guard, policy and allowance hold for all. Each answer says how fresh it is and what it cost. */
export function executor(options: ExecutorOptions): Executor {
  const { schema, limits, audit } = options;
  const guard = guardOf(options);
  const permit = permitOf(schema, audit);
  const allowance = allowanceOf(limits);
  const compile = compiler(schema);
  const required = neverNull(schema);

  return {
    async execute(operation, context) {
      const entry = await enter(operation, context);
      if ('errors' in entry) return entry;
      try {
        const answer = await entry.answer({}, context).finally(() => permit.wrote(operation, context.identity));
        await allowance.giveBack(operation.caller, answer.extensions.cost.estimated - answer.extensions.cost.actual);
        return answer;
      } catch (error) {
        return { errors: [refused(error)] };
      }
    },

    async subscribe(operation, context, openEvent) {
      const entry = await enter(operation, context);
      if ('errors' in entry) return entry;
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
          permit.check(operation, eventContext.identity); // who may no more what they might when it began is told nothing more
          return await entry.answer(delivered, eventContext);
        } finally {
          end();
        }
      });
    },
  };

  async function enter(operation: Operation, { identity }: RequestContext): Promise<Entry | { readonly errors: readonly GraphQLError[] }> {
    const { document, operationName, variables, caller } = operation;
    try {
      const admitted = guard(document, operationName, variables ?? {});
      await allowance.take(caller, admitted.estimated);
      permit.check(operation, identity);
      const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? [];
      const { coerced, errors } = getVariableValues(schema, definitions, variables ?? {}, { maxErrors: MAX_ERRORS });
      if (errors) return { errors: errors.map(({ message, nodes }) => new GraphQLError(message, { nodes, extensions: { code: 'BAD_USER_INPUT' } })) };
      for (const name of required(document)) if (coerced[name] === null) throw new HelixError('BAD_USER_INPUT', `Variable "$${name}" must not be null.`);
      return { answer: (root, context) => answerTo(compile(document, operationName), root, coerced, context, admitted) };
    } catch (error) {
      return { errors: [refused(error)] };
    }
  }
}

/** An operation that may run. */
interface Entry {
  answer(root: unknown, context: RequestContext): Promise<Answer>;
}

type Answer = ExecutionResult & { readonly extensions: { readonly cost: { readonly estimated: number; readonly actual: number } } };

async function answerTo(query: CompiledQuery | ExecutionResult, root: unknown, variables: Variables, context: RequestContext, { estimated, actual }: Admitted): Promise<Answer> {
  const result = isCompiledQuery(query) ? await query.query(root, context, variables) : query;
  const errors = result.errors?.map(rebuilt);
  const freshness = context.freshness();
  return {
    ...(result.data !== undefined && { data: result.data }),
    ...(errors?.length && { errors }),
    extensions: { cost: { estimated, actual: actual(result.data) }, ...(Object.keys(freshness).length > 0 && { freshness }) },
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
  const { message, path, locations, extensions = {}, originalError } = error;
  return asGraphQLError({ message, path, locations, extensions }, originalError);
}

function refused(error: unknown): GraphQLError {
  const originalError = error instanceof Error ? error : new Error(String(error));
  const http = error instanceof HelixError ? { http: { status: error.status, headers: new HeaderMap(Object.entries(retryAfter(error))) } } : undefined;
  return new GraphQLError(originalError.message, { originalError, extensions: http as GraphQLErrorExtensions | undefined });
}
