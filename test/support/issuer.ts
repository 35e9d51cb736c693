import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'helixgraph';

/** An issuer of tokens, with its key set at a URL. */
export interface Issuer {
  readonly keysUrl: string;
  /** What an API that takes its tokens is started with. */
  readonly env: Readonly<Record<string, string>>;
  /** How often the key set was asked for. */
  asked(): number;
  /** A token: a second and more from now it ends. Any claim may be another, or undefined. */
  token(claims: Readonly<Record<string, unknown>>, options?: { readonly lastsS?: number; readonly keyId?: string; readonly signedBy?: CryptoKey }): Promise<string>;
  /** Signs with another key from now on; the former is withdrawn. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

export async function startIssuer(): Promise<Issuer> {
  let key = await newKey(1);
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key.jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const keysUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  return {
    keysUrl,
    env: { HELIXGRAPH_JWT_ISSUER: ISSUER, HELIXGRAPH_JWT_AUDIENCE: AUDIENCE, HELIXGRAPH_JWT_KEYS: keysUrl },
    asked: () => asked,
    token: (claims, { lastsS = 3600, keyId = key.jwk.kid, signedBy = key.privateKey } = {}) =>
      new SignJWT({ iss: ISSUER, aud: AUDIENCE, exp: Math.floor(Date.now() / 1000) + lastsS, ...claims }).setProtectedHeader({ alg: 'ES256', kid: keyId }).sign(signedBy),
    async rotate() {
      key = await newKey(Number(key.jwk.kid) + 1);
    },
    stop: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function newKey(id: number): Promise<{ readonly privateKey: CryptoKey; readonly jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: String(id), alg: 'ES256', use: 'sig' } };
}
