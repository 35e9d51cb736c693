import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HelixError } from '../errors.ts';

/** Operations that are known by the SHA-256 of their text: a client sends the hash for the text. */
export interface KnownOperations {
  /**
   * The text to run: what was sent, or what the hash in `extensions.persistedQuery` stands for (Apollo's protocol, version 1).
   * Nothing is learnt from clients: a hash that is not known stays so.
   * @throws HelixError PERSISTED_QUERY_NOT_FOUND, PERSISTED_QUERY_NOT_SUPPORTED, BAD_USER_INPUT, and OPERATION_NOT_ALLOWED for what is not on the safelist
   */
  textOf(query: unknown, extensions: unknown): unknown;
}

/**
 * @param folder of `.graphql` files: each is an operation, known by the hash of the file
 * @param isSafelist whether nothing else is answered
 */
export function knownOperations(folder: string, isSafelist: boolean): KnownOperations {
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  const known = new Map(files.map((name) => readFileSync(join(folder, name), 'utf8')).map((text) => [hashOf(text), text]));

  return {
    textOf(query, extensions) {
      const text = isPersisted(extensions) ? byHash(query, (extensions as { readonly persistedQuery: unknown }).persistedQuery) : query;
      if (isSafelist && !(typeof text === 'string' && known.has(hashOf(text))))
        throw new HelixError('OPERATION_NOT_ALLOWED', 'Only operations on the safelist are answered.');
      return text;
    },
  };

  function byHash(query: unknown, asked: unknown): unknown {
    if (!isObject(asked) || asked['version'] !== 1) throw new HelixError('PERSISTED_QUERY_NOT_SUPPORTED', 'persistedQuery: expected version 1.');
    const hash = asked['sha256Hash'];
    if (typeof hash !== 'string') throw new HelixError('BAD_USER_INPUT', 'persistedQuery: expected a sha256Hash.');
    if (typeof query !== 'string' || query === '') {
      const text = known.get(hash);
      if (text === undefined) throw new HelixError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound'); // the message is the protocol's
      return text;
    }
    if (hashOf(query) !== hash) throw new HelixError('BAD_USER_INPUT', 'persistedQuery: the hash is not that of the query.');
    return query;
  }
}

/** Whether an operation came with its hash. */
export function isPersisted(extensions: unknown): boolean {
  return isObject(extensions) && extensions['persistedQuery'] !== undefined;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
