import type { RequestContext } from '../request/context.ts';

/** Whose allowance and subscriptions something counts for: the one place that says what tells callers apart. */
export function callerOf({ tenant, subject }: RequestContext['identity']): string {
  return JSON.stringify([tenant, subject]);
}
