import { describe, expect, it } from 'vitest';
import { readConfig, redact } from '../src/config.ts';

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

  it('says everything that is wrong at once, and never a password', () => {
    expect(() => readConfig({ PORT: 'x', HELIXGRAPH_ROLES: 'api,cook', NEO4J_URI: 'http://neo4j:secret@host' })).toThrow(expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/PORT: .*\n.*HELIXGRAPH_ROLES.*\n.*NEO4J_URI: .*neo4j:\*\*\*@host/s),
    }));
    expect(redact('http://u:p@ss@h/x')).toBe('http://u:***@h/x');
  });
});
