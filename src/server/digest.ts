import { createHash } from 'node:crypto';
import { print, type DocumentNode } from 'graphql';

const known = new WeakMap<DocumentNode, string>();

/** The SHA-256 of a document as it is printed, in hexadecimal: the same however it was laid out, and for any variables. */
export function digestOf(document: DocumentNode): string {
  let digest = known.get(document);
  if (digest === undefined) {
    digest = createHash('sha256').update(print(document)).digest('hex');
    known.set(document, digest);
  }
  return digest;
}
