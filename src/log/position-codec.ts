import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { HelixError } from '../errors.ts';
import { fromText, toText, type Position } from './position.ts';

/** Positions as clients see them: opaque, and refused when they were not made with this key for this tenant. */
export interface PositionCodec {
  encode(position: Position, tenant: string): string;
  /** @throws HelixError POSITION_INVALID */
  decode(text: string, tenant: string): Position;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; the tenant is authenticated with it.
 * @param key 32 bytes, shared by all replicas
 */
export function positionCodec(key: Buffer): PositionCodec {
  return {
    encode(position, tenant) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(tenant));
      const sealed = Buffer.concat([cipher.update(toText(position)), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    decode(text, tenant) {
      try {
        const bytes = Buffer.from(text, 'base64url');
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(tenant));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return fromText(Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString());
      } catch (cause) {
        throw new HelixError('POSITION_INVALID', 'This is not a position that HelixGraph gave out.', { cause });
      }
    },
  };
}
