import { Writable } from 'node:stream';
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { HelixError, sourceUnavailable } from '../../src/errors.ts';
import { formatError } from '../../src/server/format-error.ts';

const lines: string[] = [];
const logger = pino(new Writable({ write(chunk: Buffer, _encoding, done) {
  lines.push(chunk.toString());
  done();
} }));
const wrapped = (originalError: Error) => new GraphQLError(originalError.message, { path: ['conversation', 'user'], originalError });

describe('an error that a client is shown', () => {
  it('keeps what is meant for clients, however often it was wrapped', () => {
    expect(formatError(wrapped(wrapped(sourceUnavailable('graph', new Error('bolt://10.0.0.7:7687')))), logger)).toEqual({
      message: 'Neo4j is not available.',
      path: ['conversation', 'user'],
      extensions: { code: 'SOURCE_UNAVAILABLE', retryable: true, source: 'graph' },
    });
  });

  it.each([
    ['a statement', new Error("Invalid input 'MATCH (n:Secret) RETURN n'")],
    ['a path', new Error("ENOENT: no such file or directory, open '/etc/helix/secret.key'")],
    ['an error of ours that is not for clients', new HelixError('POSITION_MOVED', 'SELECT secret FROM positions')],
  ])('hides %s behind an id that the log has', (_, error) => {
    const shown = formatError(wrapped(error), logger);
    expect(JSON.stringify(shown)).not.toMatch(/secret/i);
    expect(shown).toMatchObject({ message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: expect.any(String) } });
    expect(lines.at(-1)).toContain(shown.extensions!['errorId']);
    expect(lines.at(-1)).toContain('ecret');
  });

  it('says what GraphQL itself refuses', () => {
    const error = new GraphQLError('Cannot query field "x" on type "Query".', { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
    expect(formatError(error, logger)).toMatchObject({ message: error.message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  });
});
