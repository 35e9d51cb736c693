import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SignJWT, UnsecuredJWT, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JwtConfig } from '../../src/config.ts';
import { jsonWebTokens } from '../../src/identity/json-web-tokens.ts';
import { AUDIENCE, ISSUER, startIssuer, type Issuer } from '../support/issuer.ts';

const CLAIMS = { sub: 'ada', tenant: 'acme', roles: ['member'], scope: 'memory:read debate:read' };

let issuer: Issuer;
let config: JwtConfig;
beforeAll(async () => {
  issuer = await startIssuer();
  config = { issuer: ISSUER, audience: AUDIENCE, keys: issuer.keysUrl, algorithms: ['ES256'], tenantClaim: 'tenant', rolesClaim: 'roles' };
});
afterAll(() => issuer.stop());

describe('a token', () => {
  it('tells who somebody is', async () => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    expect(await jsonWebTokens(config)(await issuer.token({ ...CLAIMS, exp })))
      .toEqual({ subject: 'ada', tenant: 'acme', roles: ['member'], scopes: ['memory:read', 'debate:read'], expiresAt: exp * 1000 });
    expect(await jsonWebTokens({ ...config, tenantClaim: 'org', rolesClaim: 'groups' })(await issuer.token({ sub: 'bo', org: 'other', groups: 'a b' })))
      .toMatchObject({ tenant: 'other', roles: ['a', 'b'], scopes: [] });
  });

  it.each<[string, () => Promise<string>]>([
    ['of another issuer', () => issuer.token({ ...CLAIMS, iss: 'https://elsewhere.example' })],
    ['for somebody else', () => issuer.token({ ...CLAIMS, aud: 'another' })],
    ['that has ended', () => issuer.token(CLAIMS, { lastsS: -60 })],
    ['that never ends', () => issuer.token({ ...CLAIMS, exp: undefined })],
    ['that is not valid yet', () => issuer.token({ ...CLAIMS, nbf: Math.floor(Date.now() / 1000) + 600 })],
    ['of nobody', () => issuer.token({ ...CLAIMS, sub: undefined })],
    ['of no tenant', () => issuer.token({ ...CLAIMS, tenant: undefined })],
    ['of an empty tenant', () => issuer.token({ ...CLAIMS, tenant: '' })],
    ['whose tenant is no name', () => issuer.token({ ...CLAIMS, tenant: { any: true } })],
    ['signed by another key under the same id', async () => issuer.token(CLAIMS, { signedBy: (await generateKeyPair('ES256')).privateKey })],
    ['that nobody signed', async () => new UnsecuredJWT(CLAIMS).setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime('1h').encode()],
    ['signed with the public key as a secret', async () => new SignJWT(CLAIMS).setProtectedHeader({ alg: 'HS256', kid: '1' }).setIssuer(ISSUER).setAudience(AUDIENCE).setExpirationTime('1h')
      .sign(new TextEncoder().encode(await (await fetch(issuer.keysUrl)).text()))],
    ['that is none', async () => 'a.b.c'],
  ])('%s is refused', async (_, token) => {
    await expect(jsonWebTokens(config)(await token())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('the key set', () => {
  it('is asked again for a key that it did not have, but a flood of made-up keys costs one question', async () => {
    const own = await startIssuer();
    const eager = jsonWebTokens({ ...config, keys: own.keysUrl }, 0);
    await eager(await own.token(CLAIMS));
    const former = await own.token(CLAIMS);
    await own.rotate();
    expect(await eager(await own.token(CLAIMS))).toMatchObject({ subject: 'ada' });
    await expect(eager(former)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

    const bounded = jsonWebTokens({ ...config, keys: own.keysUrl });
    const before = own.asked();
    const flood = await Promise.allSettled(Array.from({ length: 50 }, async (_, i) => bounded(await own.token(CLAIMS, { keyId: `made-up-${i}` }))));
    expect(flood.map(({ status }) => status)).toEqual(Array(50).fill('rejected'));
    expect(own.asked() - before).toBe(1);
    await own.stop();
    await expect(jsonWebTokens({ ...config, keys: own.keysUrl })(former)).rejects.toMatchObject({ code: 'AUTHENTICATION_UNAVAILABLE', retryable: true });
  });

  it('may be a file, which may change', async () => {
    const own = await startIssuer();
    const file = join(await mkdtemp(join(tmpdir(), 'helixgraph-keys-')), 'keys.json');
    const save = async () => writeFile(file, await (await fetch(own.keysUrl)).text());
    expect(() => jsonWebTokens({ ...config, keys: file })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    await save();
    const verify = jsonWebTokens({ ...config, keys: file }, 0);
    expect(await verify(await own.token(CLAIMS))).toMatchObject({ subject: 'ada' });
    await own.rotate();
    await expect(verify(await own.token(CLAIMS))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await save();
    expect(await verify(await own.token(CLAIMS))).toMatchObject({ subject: 'ada' });
    await own.stop();
    await rm(dirname(file), { recursive: true });
  });
});
