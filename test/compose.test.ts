import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const FILE = fileURLToPath(new URL('../docker-compose.bigdata.yml', import.meta.url));
const text = await readFile(FILE, 'utf8');
const [, body, volumes] = /^services:\n([^]*)^volumes:\n([^]*)$/m.exec(text)!;
/** Each service's part of the file, by its name. */
const services = new Map(body!.split(/^ {2}(?=\w+:$)/m).filter((part) => /^\w+:\n/.test(part)).map((part) => [part.slice(0, part.indexOf(':')), part]));

/** Docker's own reader of such files, which needs no engine: the plugin, or Debian's package. */
const READERS = [['docker', 'compose'], ['docker-compose']] as const;
const run = async ([command, ...args]: readonly string[], more: readonly string[], env: Record<string, string> = {}) =>
  promisify(execFile)(command!, [...args, ...more], { env: { PATH: process.env['PATH'], ...env } });
const found = await Promise.all(READERS.map((reader) => run(reader, ['version']).then(() => reader, () => undefined)));
const reader = found.find((one) => one !== undefined);

it('has the three engines', () => expect([...services.keys()]).toEqual(['kafka', 'neo4j', 'clickhouse']));

describe.each([...services])('%s', (name, service) => {
  it('is one image of one version', () => expect(service).toMatch(/^ {4}image: [\w/.-]+:\d+\.\d+[\w.-]*$/m));
  it('says when it is well', () => expect(service).toMatch(/^ {4}healthcheck:\n {6}test: \["CMD/m));
  it('keeps its data in a volume of its own', () => {
    expect(service).toMatch(new RegExp(`^ {4}volumes:\\n {6}- ${name}-data:/`, 'm'));
    expect(volumes).toMatch(new RegExp(`^ {2}${name}-data:$`, 'm'));
  });
  it('is reached from this machine only', () => {
    const ports = [...service.matchAll(/^ {6}- "?([\d.:]+)"?$/gm)].map(([, port]) => port!);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
  });
});

it('has no password in it: each must be given', () => {
  const secrets = [...body!.matchAll(/^ +\w*(?:PASSWORD|AUTH): (.*)$/gm)].map(([, value]) => value!);
  expect(secrets).toHaveLength(2);
  for (const secret of secrets) expect(secret).toMatch(/^(neo4j\/)?\$\{\w+_PASSWORD:\?[^}]+\}$/);
});

describe('Docker Compose', () => {
  it('is there in CI', () => expect(reader !== undefined || process.env['CI'] !== 'true').toBe(true));

  it.skipIf(!reader)('reads it', async () => {
    await run(reader!, ['-f', FILE, 'config', '-q'], { NEO4J_PASSWORD: 'one of eight', CLICKHOUSE_PASSWORD: 'another' });
  });

  it.skipIf(!reader)('starts nothing without passwords', async () => {
    await expect(run(reader!, ['-f', FILE, 'config', '-q'])).rejects.toThrow(/set (NEO4J|CLICKHOUSE)_PASSWORD/);
  });
});
