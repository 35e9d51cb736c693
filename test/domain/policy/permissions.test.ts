import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permissionsOf, roles } from '../../../src/domain/policy/permissions.ts';

const names = fc.array(fc.constantFrom(...Object.keys(roles), 'nobody', 'constructor', '__proto__', 'memory:read', 'memory:write', 'openid', ''), { maxLength: 4 });
const seed = 20_261_125;

describe('what somebody may', () => {
  it('is at most what their roles may, and scopes only take away', () => {
    fc.assert(fc.property(names, names, (held, scopes) => {
      const may = permissionsOf({ roles: held, scopes });
      const byRoles = permissionsOf({ roles: held, scopes: [] });
      for (const permission of may) {
        expect(held.some((role) => Object.hasOwn(roles, role) && roles[role]!.includes(permission))).toBe(true);
        expect(byRoles).toContain(permission);
      }
      const ofOurs = scopes.filter((scope) => scope.includes(':'));
      if (ofOurs.length > 0) for (const permission of may) expect(ofOurs).toContain(permission);
      else expect(may).toEqual(byRoles);
    }), { seed });
  });

  it('is nothing without a role that is known', () => {
    expect(permissionsOf({ roles: ['root', 'constructor'], scopes: ['memory:read'] })).toEqual(new Set());
    expect(permissionsOf({ roles: [], scopes: ['memory:read'] })).toEqual(new Set());
  });
});
