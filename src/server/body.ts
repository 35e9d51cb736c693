import type { IncomingMessage } from 'node:http';
import { HelixError } from '../errors.ts';

/** The largest request, in bytes: the same for both transports. */
export const MAX_BODY_BYTES = 1_048_576;

/**
 * The JSON body of a request.
 * @throws HelixError PAYLOAD_TOO_LARGE, BAD_USER_INPUT
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = Number(request.headers['content-length'] ?? 0);
  if (size > MAX_BODY_BYTES) throw tooLarge();
  size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (cause) {
    throw new HelixError('BAD_USER_INPUT', 'The body is not JSON in UTF-8.', { cause });
  }
}

function tooLarge(): HelixError {
  return new HelixError('PAYLOAD_TOO_LARGE', `The request is larger than ${MAX_BODY_BYTES} bytes.`);
}
