import { permissionsOf } from '../domain/policy/permissions.ts';
import { areaOfType, permissionOfMutation } from '../domain/policy/schema-policy.ts';
import type { Identity } from '../domain/policy/identity.ts';
import { HelixError } from '../errors.ts';

/** The rules as the server needs them. */
export type RequestPolicy = typeof policy;

export const policy = {
  areaOfType,
  permissionOfMutation,
  /**
   * Refuses what somebody may not, by the names of the permissions alone: whether there is something is not told.
   * @throws HelixError FORBIDDEN
   */
  permit(identity: Identity, needed: ReadonlySet<string>): void {
    const granted: ReadonlySet<string> = permissionsOf(identity);
    const missing = [...needed].filter((permission) => !granted.has(permission)).sort();
    if (missing.length > 0) throw new HelixError('FORBIDDEN', `This needs ${missing.join(', ')}.`);
  },
} as const;
