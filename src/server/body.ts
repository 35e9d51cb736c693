import type { IncomingMessage } from 'node:http';
import { HelixError } from '../errors.ts';

/**
 * The JSON body of a request of at most so many bytes.
 * @throws HelixError PAYLOAD_TOO_LARGE, BAD_USER_INPUT
 */
export async function readJson(request: IncomingMessage, mostBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = Number(request.headers['content-length'] ?? 0);
  if (size > mostBytes) throw tooLarge(mostBytes);
  size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw tooLarge(mostBytes);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (cause) {
    throw new HelixError('BAD_USER_INPUT', 'The body is not JSON in UTF-8.', { cause });
  }
}

function tooLarge(most: number): HelixError {
  return new HelixError('PAYLOAD_TOO_LARGE', `The request is larger than ${most} bytes.`, { details: { limit: 'bodyBytes', most } });
}
