import type { Identity } from '../domain/policy/identity.ts';
import type { HelixError } from '../errors.ts';

/** Knows who somebody is by what they show, and tells when that no longer holds. */
export interface Authenticator {
  /**
   * @param credentials a token; absent where none was shown
   * @throws HelixError UNAUTHENTICATED, AUTHENTICATION_UNAVAILABLE
   */
  authenticate(credentials: string | undefined): Promise<Identity>;
  /** Calls `ended` once, when an identity has ended. What it gives back stops the watch. */
  watch(identity: Identity, ended: (reason: HelixError) => void): () => void;
}
