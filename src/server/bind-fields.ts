import { getMetadataStorage } from 'type-graphql';
import type { ResolverMap } from './fold.ts';

type Params = NonNullable<ReturnType<typeof getMetadataStorage>['fieldResolvers'][number]['params']>;
/** One parameter of a method, out of what an executor hands over. */
type Pick = (root: any, args: any, context: any, info: any) => unknown;

/**
 * Binds the methods behind our fields straight to the executor. type-graphql makes a promise of each argument, to await a
 * validation that we do not use; a field of a list's items is resolved once for each, and there that is a third of the time.
 * A method whose parameters are of another kind keeps type-graphql's way.
 */
export function bindFields(resolvers: ResolverMap): void {
  const { fieldResolvers, objectTypes, inputTypes } = getMetadataStorage();
  const inputs = new Set<unknown>(inputTypes.map(({ target }) => target));
  for (const { kind, target, methodName, schemaName, params = [], middlewares, getObjectType } of fieldResolvers) {
    const type = objectTypes.find((one) => one.target === getObjectType?.())?.name;
    const field = type === undefined ? undefined : (resolvers[type]?.[schemaName] as { resolve?: unknown } | undefined);
    const picks = picksOf(params, inputs);
    if (kind !== 'external' || middlewares?.length || typeof field?.resolve !== 'function' || !picks) continue;
    const instance = new (target as new () => Record<string, (...values: unknown[]) => unknown>)();
    field.resolve = (root: unknown, args: unknown, context: unknown, info: unknown) => instance[methodName]!(...picks.map((pick) => pick(root, args, context, info)));
  }
}

/** In the order of the method's parameters; nothing where one is of a kind that needs type-graphql. */
function picksOf(params: Params, inputs: ReadonlySet<unknown>): readonly Pick[] | undefined {
  const picks: Pick[] = [];
  for (const param of params) {
    const pick = pickOf(param, inputs);
    if (!pick) return undefined;
    picks[param.index] = pick;
  }
  return picks;
}

function pickOf(param: Params[number], inputs: ReadonlySet<unknown>): Pick | undefined {
  switch (param.kind) {
    case 'root': return param.propertyName === undefined ? (root) => root : undefined;
    case 'context': return param.propertyName === undefined ? (_root, _args, context) => context : undefined;
    case 'info': return (_root, _args, _context, info) => info;
    case 'arg': return inputs.has(param.getType()) ? undefined : (_root, args) => args[param.name];
    default: return undefined;
  }
}
