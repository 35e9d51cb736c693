import { createReadStream, type ReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { HelixError } from '../errors.ts';

/**
 * A text file line by line, gunzipped where its name ends in `.gz`. `bytesRead` counts the file's own bytes.
 * @throws HelixError BAD_USER_INPUT amid the lines, when the file cannot be read on
 */
export function linesOf(file: string): AsyncIterable<string> & { readonly bytesRead: number } {
  const bytes = createReadStream(file);
  return {
    get bytesRead() {
      return bytes.bytesRead;
    },
    async *[Symbol.asyncIterator]() {
      let rest = '';
      try {
        for await (const chunk of file.endsWith('.gz') ? gunzipped(bytes) : bytes.setEncoding('utf8')) {
          const lines = (rest + (chunk as string)).split('\n');
          rest = lines.pop()!;
          yield* lines;
        }
      } catch (cause) {
        throw new HelixError('BAD_USER_INPUT', `${file} cannot be read: ${(cause as Error).message}`, { cause });
      }
      if (rest !== '') yield rest;
    },
  };
}

function gunzipped(bytes: ReadStream): NodeJS.ReadableStream {
  const gunzip = createGunzip();
  bytes.once('error', (error) => gunzip.destroy(error));
  return bytes.pipe(gunzip).setEncoding('utf8');
}
