import type { Identity } from './identity.ts';

/** What the graph tells of. */
export type Area = 'activity' | 'conversations' | 'debates' | 'knowledge' | 'memory' | 'models' | 'operations' | 'users';
export type Permission = `${Area}:read` | `${Area}:write`;

const READ = ['activity:read', 'conversations:read', 'debates:read', 'knowledge:read', 'memory:read', 'models:read', 'users:read'] as const satisfies readonly Permission[];
const WRITE = ['conversations:write', 'debates:write', 'knowledge:write', 'memory:write', 'models:write'] as const satisfies readonly Permission[];

/** What each role may. A role that is not here may nothing. */
export const roles: Readonly<Record<string, readonly Permission[]>> = Object.freeze({
  admin: [...READ, ...WRITE, 'operations:read'],
  member: [...READ, ...WRITE],
  reader: READ,
  writer: WRITE,
  operator: ['operations:read', 'activity:read', 'models:read'],
});

const all: ReadonlySet<string> = new Set<string>(roles['admin']);

/** What somebody may: what any of their roles may, of that only what their scopes name, where they name anything of ours. */
export function permissionsOf({ roles: held, scopes }: Pick<Identity, 'roles' | 'scopes'>): ReadonlySet<Permission> {
  const granted = held.flatMap((role) => (Object.hasOwn(roles, role) ? roles[role]! : []));
  const named = scopes.filter((scope) => all.has(scope));
  return new Set(named.length > 0 ? granted.filter((permission) => named.includes(permission)) : granted);
}
