/** Who did what, or was refused it: one record each, for those who answer for the data. It holds no value that a client sent but names. */
export interface AuditRecord {
  readonly decision: 'allowed' | 'denied';
  /** Absent for who could not say who they are. */
  readonly subject?: string;
  readonly tenant?: string;
  /** The SHA-256 of the operation's document, without its variables. */
  readonly operation?: string;
  /** What a write needed. */
  readonly permissions?: readonly string[];
  /** The code of a denial. */
  readonly code?: string;
  /** The permissions that were missing, or why nobody was known. */
  readonly reason?: string;
}

export type Audit = (record: AuditRecord) => void;
