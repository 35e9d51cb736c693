/** Who asks, as far as the rules need to know. The tenant comes from here and from nowhere else. */
export interface Identity {
  readonly subject: string;
  readonly tenant: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** When it ends: milliseconds since 1970. Absent, it does not end by itself. */
  readonly expiresAt?: number;
}

/** Who asks on a machine of one's own, where nobody has to say who they are. */
export function developmentIdentity(tenant: string): Identity {
  return { subject: 'developer', tenant, roles: ['admin'], scopes: [] };
}
