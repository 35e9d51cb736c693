import type { DocumentNode } from 'graphql';

/** Parsed and validated documents by a hash of their text. What is compiled of a document goes with it. */
export interface Documents {
  get(key: string): Promise<DocumentNode | undefined>;
  set(key: string, document: DocumentNode): Promise<void>;
  delete(key: string): Promise<void>;
}

/** @param max beyond it the document that was not used for longest goes: a client may send any number of different ones */
export function documents(max: number): Documents {
  const kept = new Map<string, DocumentNode>();
  return {
    async get(key) {
      const document = kept.get(key);
      if (document) {
        kept.delete(key);
        kept.set(key, document);
      }
      return document;
    },
    async set(key, document) {
      kept.delete(key);
      kept.set(key, document);
      const [oldest] = kept.keys();
      if (kept.size > max && oldest !== undefined) kept.delete(oldest);
    },
    async delete(key) {
      kept.delete(key);
    },
  };
}
