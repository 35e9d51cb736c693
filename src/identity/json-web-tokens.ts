import { readFileSync } from 'node:fs';
import { createLocalJWKSet, createRemoteJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { JwtConfig } from '../config.ts';
import type { Identity } from '../domain/policy/identity.ts';
import { HelixError } from '../errors.ts';

/** How far the clocks of issuer and server may differ, in seconds. */
const CLOCK_TOLERANCE_S = 5;
/** Unknown key ids make the key set be read again, but not more often than this: a flood of made-up ids costs the issuer nothing. */
const COOLDOWN_MS = 30_000;
/** A key that the issuer has withdrawn is believed no longer than this. */
const KEYS_KEPT_MS = 600_000;
const KEYS_TIMEOUT_MS = 3_000;

const names = z.union([z.string().transform((text) => text.split(' ').filter(Boolean)), z.array(z.string())]).default([]);
const subject = z.string().min(1).max(256);
const tenant = z.string().min(1).max(128);

/**
 * Verifies JSON Web Tokens (RFC 7519, RFC 8725): issuer, audience and algorithms are those of the configuration, and a token must end.
 * Scopes are those of RFC 8693's `scope`, or of `scp`.
 * @throws HelixError CONFIG_INVALID when the file of keys cannot be read
 */
export function jsonWebTokens({ issuer, audience, algorithms, keys, tenantClaim, rolesClaim }: JwtConfig, cooldownMs = COOLDOWN_MS): (token: string) => Promise<Identity> {
  const keySet = keys.includes('://') ? createRemoteJWKSet(new URL(keys), { cooldownDuration: cooldownMs, cacheMaxAge: KEYS_KEPT_MS, timeoutDuration: KEYS_TIMEOUT_MS }) : keysOfFile(keys, cooldownMs);
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keySet, {
        issuer, audience,
        algorithms: [...algorithms],
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ['sub', 'exp', tenantClaim],
      });
      return identityOf(payload);
    } catch (error) {
      throw refusal(error);
    }
  };

  function identityOf(payload: JWTPayload): Identity {
    return {
      subject: subject.parse(payload.sub),
      tenant: tenant.parse(payload[tenantClaim]),
      roles: names.parse(payload[rolesClaim]),
      scopes: names.parse(payload['scope'] ?? payload['scp']),
      expiresAt: payload.exp! * 1000,
    };
  }
}

/** A file of keys, read again for a key id that it did not have. */
function keysOfFile(file: string, cooldownMs: number): JWTVerifyGetKey {
  let readAt = 0;
  const read = () => {
    readAt = performance.now();
    return createLocalJWKSet(JSON.parse(readFileSync(file, 'utf8')) as JSONWebKeySet);
  };
  let keys: JWTVerifyGetKey;
  try {
    keys = read();
  } catch (cause) {
    throw new HelixError('CONFIG_INVALID', `HELIXGRAPH_JWT_KEYS: ${file} is no JSON Web Key Set that can be read.`, { cause });
  }
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || performance.now() < readAt + cooldownMs) throw error;
      keys = read();
      return keys(header, token);
    }
  };
}

/** What is wrong with the token is told; what is wrong with the issuer is not the caller's fault. */
function refusal(cause: unknown): HelixError {
  if (cause instanceof errors.JWTExpired) return new HelixError('UNAUTHENTICATED', 'The token has expired.', { cause });
  const isOfToken = cause instanceof z.ZodError || cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys
    || (cause instanceof errors.JOSEError && /^ERR_(JWT|JWS|JOSE_ALG|JOSE_NOT_SUPPORTED)/.test(cause.code));
  if (isOfToken) return new HelixError('UNAUTHENTICATED', 'The token is not valid.', { cause });
  return new HelixError('AUTHENTICATION_UNAVAILABLE', 'The keys of the tokens’ issuer cannot be had.', { cause });
}
