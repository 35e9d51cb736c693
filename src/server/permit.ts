import { getOperationAST, type DocumentNode, type GraphQLSchema } from 'graphql';
import { HelixError } from '../errors.ts';
import type { Audit } from '../request/audit.ts';
import type { RequestContext } from '../request/context.ts';
import { policy } from '../request/policy.ts';
import { digestOf } from './digest.ts';
import { neededOf } from './needed.ts';

interface Asked {
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

/** The policy, as both transports apply it to an operation: before it runs, and before each event of a subscription. */
export interface Permit {
  /**
   * Lets an operation pass, or refuses the whole of it. A denial is audited.
   * @throws HelixError FORBIDDEN
   */
  check(asked: Asked, identity: RequestContext['identity']): void;
  /** Audits a write that has run. */
  wrote(asked: Asked, identity: RequestContext['identity']): void;
}

export function permit(schema: GraphQLSchema, audit: Audit): Permit {
  const needed = neededOf(schema, policy);
  return {
    check(asked, identity) {
      try {
        policy.permit(identity, needed(asked.document, asked.operationName, asked.variables ?? {}));
      } catch (error) {
        if (error instanceof HelixError) audit({ decision: 'denied', ...who(asked, identity), code: error.code, reason: error.message });
        throw error;
      }
    },
    wrote(asked, identity) {
      if (getOperationAST(asked.document, asked.operationName)?.operation !== 'mutation') return;
      const permissions = [...needed(asked.document, asked.operationName, asked.variables ?? {})].sort();
      audit({ decision: 'allowed', ...who(asked, identity), permissions });
    },
  };
}

function who({ document }: Asked, { subject, tenant }: RequestContext['identity']) {
  return { subject, tenant, operation: digestOf(document) };
}
