import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { HelixError } from '../errors.ts';

const zip = promisify(gzip);

/** Below it, compressing costs more than it saves. */
const COMPRESSED_FROM_BYTES = 8_192;

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends a reply, compressed where it is large and the client takes that. */
export async function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Reply): Promise<void> {
  const plain = Buffer.from(body);
  const compressed = plain.length >= COMPRESSED_FROM_BYTES && takesGzip(request);
  const bytes = compressed ? await zip(plain, { level: constants.Z_BEST_SPEED }) : plain;
  if (response.destroyed) return;
  response.writeHead(status, {
    'x-content-type-options': 'nosniff',
    ...headers,
    ...(compressed && { 'content-encoding': 'gzip' }),
    vary: 'accept-encoding, origin',
    'content-length': bytes.length,
  });
  response.end(bytes);
}

export function takesGzip(request: IncomingMessage): boolean {
  return /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
}

/** The header that says when to try again, of an error that knows. */
export function retryAfter({ details }: HelixError): Record<string, string> {
  return details['retryAfter'] === undefined ? {} : { 'retry-after': String(details['retryAfter']) };
}

export function json(status: number, value: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}
