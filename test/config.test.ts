import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfig, redact } from '../src/config.ts';
import { limitTable } from '../src/limits.ts';

describe('the configuration', () => {
  it('has a sensible default for everything', () => {
    expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 4000, dataFolder: '.helixgraph', roles: ['api', 'projector'], tenant: 'default' });
    expect(readConfig({ KAFKA_BROKERS: '', NEO4J_URI: undefined })).toMatchObject({ kafka: undefined, neo4j: undefined, clickhouse: undefined });
  });

  it('names engines that run', () => {
    expect(readConfig({ KAFKA_BROKERS: 'a:1, b:2', KAFKA_TLS: 'true', KAFKA_USERNAME: 'u', KAFKA_PASSWORD: 'p', KAFKA_SASL_MECHANISM: 'scram-sha-512' }).kafka)
      .toEqual({ brokers: ['a:1', 'b:2'], tls: true, sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' } });
    expect(readConfig({ NEO4J_URI: 'neo4j+s://graph', NEO4J_PASSWORD: 'p' }).neo4j).toEqual({ url: 'neo4j+s://graph', username: undefined, password: 'p', database: 'neo4j' });
    expect(readConfig({ CLICKHOUSE_URL: 'https://c:8443', CLICKHOUSE_DATABASE: 'hg' }).clickhouse?.database).toBe('hg');
  });

  it('tells the schema unless it runs in production, or as it is told', () => {
    expect(readConfig({}).introspection).toBe(true);
    expect(readConfig({ NODE_ENV: 'production' }).introspection).toBe(false);
    expect(readConfig({ NODE_ENV: 'production', HELIXGRAPH_INTROSPECTION: 'true' }).introspection).toBe(true);
    expect(readConfig({ HELIXGRAPH_INTROSPECTION: 'false' }).introspection).toBe(false);
  });

  it('has each limit as a variable, which the operations say with its default', () => {
    const operations = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');
    for (const [name, { variable, standard, least, most, means }] of Object.entries(limitTable)) {
      expect(readConfig({}).limits).toMatchObject({ [name]: standard });
      expect(readConfig({ [variable]: String(least) }).limits).toMatchObject({ [name]: least });
      expect(() => readConfig({ [variable]: String(most + 1) })).toThrow(variable);
      expect(operations).toContain(`| \`${variable}\` | ${means} | ${standard} |`);
    }
  });

  it('says everything that is wrong at once, and never a password', () => {
    expect(() => readConfig({ PORT: 'x', HELIXGRAPH_ROLES: 'api,cook', NEO4J_URI: 'http://neo4j:secret@host' })).toThrow(expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/PORT: .*\n.*HELIXGRAPH_ROLES.*\n.*NEO4J_URI: .*neo4j:\*\*\*@host/s),
    }));
    expect(redact('http://u:p@ss@h/x')).toBe('http://u:***@h/x');
  });
});
