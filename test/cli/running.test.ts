import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewRecord } from '../../src/log/event-log.ts';
import { bareCopy, type BareCopy } from '../support/bare-copy.ts';
import { caughtUp } from '../support/caught-up.ts';
import { freePort, startOwnProgram, type OwnProgram } from '../support/own-program.ts';
import { alive, familyOf, rolePid } from '../support/processes.ts';
import { onTerminal, program } from '../support/run-helixgraph.ts';
import { runVerb, type Ended } from '../support/run-verb.ts';
import { dumpStores } from '../support/store-dump.ts';
import { REFUSED, story } from '../support/story.ts';

let own: OwnProgram;
let files: string;
beforeAll(async () => {
  [own, files] = await Promise.all([startOwnProgram(), mkdtemp(join(tmpdir(), 'helixgraph-files-'))]);
});
afterAll(async () => {
  await own?.end();
  await rm(files, { recursive: true, force: true });
});

const helixgraph = (...args: string[]) => runVerb(args, own.env);
const lineOf = ({ topic, key, headers, value }: NewRecord) => JSON.stringify({ topic, key, headers, value: JSON.parse(String(value)) });

async function file(name: string, ...lines: readonly string[]): Promise<string> {
  const path = join(files, name);
  const text = `${lines.join('\n')}\n`;
  await writeFile(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

async function ask<Data = Record<string, any>>(query: string): Promise<Data> {
  const response = await fetch(`${own.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

describe('import', () => {
  /** What can be written as a line: a story without its two broken records of each chapter. */
  const told = (tenant: string) => story(tenant).filter(({ value }) => value !== '{"chapter":');

  it('appends files, plain and gzipped, of which doing it again changes nothing', async () => {
    const lines = told('imported').map(lineOf);
    const half = lines.length / 2;
    const [plain, zipped] = await Promise.all([file('plain.jsonl', ...lines.slice(0, half)), file('zipped.jsonl.gz', ...lines.slice(half))]);
    const first = await helixgraph('import', plain, zipped);
    expect(first.code).toBe(0);
    expect(first.output).toMatch(new RegExp(`^${plain}: ${Math.floor(half)} read, ${Math.floor(half)} appended, 0 refused \\(\\d+/s\\)$`, 'm'));
    expect(first.output).toMatch(new RegExp(`^${zipped}: ${Math.ceil(half)} read, ${Math.ceil(half)} appended, 0 refused \\(\\d+/s\\)$`, 'm'));
    await caughtUp(own.log);
    const before = await dumpStores(own.config, 'imported');
    expect(before.nodes.length).toBeGreaterThan(0);
    await helixgraph('import', plain, zipped);
    await caughtUp(own.log);
    expect(await dumpStores(own.config, 'imported')).toEqual(before);
  });

  it('counts what is no record by its reason, appends the rest, and ends with 1', async () => {
    const [one, two] = told('partly').map(lineOf) as [string, string];
    const ended = await helixgraph('import', await file('mixed.jsonl', one, '{"topic":', '', '{"topic": "elsewhere", "value": {}}', '{"topic": "elsewhere", "value": {}}', '{"topic": "helixagent.conversations"}', '[]', two));
    expect(ended.output).toMatch(/mixed\.jsonl: 7 read, 2 appended, 5 refused \(\d+\/s\)\n/);
    for (const reason of ['1 × not JSON', '2 × unknown topic elsewhere', '1 × no value', '1 × not a record: Invalid input: expected object, received array']) expect(ended.output).toContain(`  ${reason}`);
    expectLine(ended, /5 lines were refused; the others were appended\./);
  });

  it('gives records that name no tenant the one it is told', async () => {
    const entity = (id: string, headers?: object) => JSON.stringify({ topic: 'helixagent.entities.updates', key: id, headers, value: { event_id: `e-${id}`, event_type: 'entity.created', entity: { id, name: id, type: 'T' } } });
    expect((await helixgraph('import', '--tenant', 'acme', await file('tenants.jsonl', entity('told'), entity('named', { tenant: 'other' })))).code).toBe(0);
    await caughtUp(own.log);
    const idsOf = async (tenant: string) => (await dumpStores(own.config, tenant)).nodes.map((node) => (JSON.parse(node) as { properties: { id: string } }).properties.id);
    expect(await Promise.all(['acme', 'other'].map(idsOf))).toEqual([['told'], ['named']]);
  });

  it('shows a bar on a terminal', async () => {
    const path = await file('bar.jsonl', ...told('bar').map(lineOf));
    const { code, output } = await onTerminal(['import', path], own.env);
    expect(output).toMatch(/bar\.jsonl [█░]+ 100% \| \d+ appended, \d+\/s/);
    expect(code).toBe(0);
  });

  it.each([
    ['is not there', 'nowhere.jsonl', /nowhere\.jsonl cannot be read: ENOENT/],
    ['is a folder', '.', /cannot be read: it is not a file/],
    ['is not what its name says', 'broken.jsonl.gz', /broken\.jsonl\.gz cannot be read: incorrect header check/],
  ])('says so when a file %s', async (_, name, told) => {
    await writeFile(join(files, 'broken.jsonl.gz'), 'not zipped');
    expectLine(await helixgraph('import', join(files, name)), told);
  });
});

describe('dead-letters', () => {
  const list = async (...args: string[]) => (await helixgraph('dead-letters', 'list', '--json', ...args)).output.trim().split('\n').map((line) => JSON.parse(line) as Record<string, any>);

  beforeAll(async () => {
    await Promise.all(story('broken').map((record) => own.log.append(record)));
    await caughtUp(own.log);
  });

  it('list shows what was refused, the newest first, each once', async () => {
    const { code, output } = await helixgraph('dead-letters', 'list', '--first', '1000');
    expect(code).toBe(0);
    const lines = output.trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(REFUSED);
    for (const line of lines) expect(line).toMatch(/^\d+ {2}\d{4}-\d\d-\d\dT[\d:.]+Z {2}helixagent\.[\w.]+\/\d+@\d+ {2}EVENT_(INVALID|CONFLICT) {2}\S/);
    const ids = lines.map((line) => Number(line.split(' ')[0]));
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
  });

  it('list --json has the original bytes, and --first as many as asked for', async () => {
    const [one, two, ...none] = await list('--first', '2');
    expect(none).toEqual([]);
    expect(Number(one!['id'])).toBeGreaterThan(Number(two!['id']));
    const broken = (await list('--first', '1000')).find(({ code, headers }) => code === 'EVENT_INVALID' && headers.tenant === 'broken')!;
    expect(Buffer.from(broken['value'], 'base64').toString()).toBe('{"chapter":');
    expect(broken).toMatchObject({ topic: 'helixagent.entities.updates', reason: expect.stringMatching(/JSON/), offset: expect.stringMatching(/^\d+$/) });
  });

  it('replay appends a record again, which is refused again and loses nothing', async () => {
    const before = await list('--first', '1000');
    const { id, topic, value } = before[0]!;
    expect(await helixgraph('dead-letters', 'replay', id)).toMatchObject({ code: 0, output: '1 appended again.\n' });
    await caughtUp(own.log);
    const after = await list('--first', '1000');
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]).toMatchObject({ topic, value });

    expect(await helixgraph('dead-letters', 'replay', '--all')).toMatchObject({ code: 0, output: `${after.length} appended again.\n` });
    await caughtUp(own.log);
    expect(await list('--first', '1000')).toHaveLength(2 * after.length);
  });

  it.each([
    [['replay', '999999'], /There is no dead letter 999999\. `helixgraph dead-letters list` shows those there are\./],
    [['replay'], /Name ids that `helixgraph dead-letters list` shows, or say --all\./],
    [['list', '--first', 'few'], /--first: expected a number from 1\./],
  ])('%j is refused', async (args, told) => expectLine(await helixgraph('dead-letters', ...args), told));

  it('needs a program that runs, or brokers', async () => {
    const env = { ...own.env, HELIXGRAPH_DATA: join(files, 'nothing-here') };
    expectLine(await runVerb(['dead-letters', 'list'], env), /Nothing runs on the data folder .*nothing-here\. Run `helixgraph start` there, or set KAFKA_BROKERS\./);
  });
});

describe('start', () => {
  it('on a data folder that is in use says who uses it', async () => {
    const again = await runVerb(['start'], { ...own.env, PORT: String(await freePort()) });
    expectLine(again, new RegExp(`The data folder ${own.folder} is in use by the process ${own.current().child.pid}\\. Stop that one, or give another folder with HELIXGRAPH_DATA\\.`));
  });

  it('without the sample has none', async () => {
    expect(own.current().output()).not.toContain('sample');
    expect(await ask('{ conversations(limit: 1) { id } }')).toEqual({ conversations: [] });
  });

  describe('with all three addresses', () => {
    let copy: BareCopy;
    let given: Record<string, string>;
    beforeAll(async () => {
      copy = await bareCopy();
      const { kafka, neo4j, clickhouse } = own.config;
      await mkdir(join(copy.folder, 'data'));
      given = {
        ...own.env, ...copy.env, PATH: await copy.path(), HELIXGRAPH_DATA: join(copy.folder, 'data'), PORT: String(await freePort()),
        KAFKA_BROKERS: kafka.brokers.join(','), NEO4J_URI: neo4j.url, CLICKHOUSE_URL: clickhouse.url,
      };
    });
    afterAll(() => copy?.remove());

    it.each([
      ['projector', /HelixGraph runs without an API: projector/],
      ['api', /HelixGraph answers at http:\/\/127\.0\.0\.1:\d+\/graphql/],
    ])('needs no Java, no Maven and no jar, and runs the one role that it is told: %s', async (role, says) => {
      const running = program(['start'], { ...given, HELIXGRAPH_ROLES: role }, copy.script);
      await running.says(says);
      const ready = [...running.output().matchAll(/^✓ (\w+) ready/gm)].map(([, name]) => name);
      const family = await familyOf(running.child.pid!);
      running.child.kill('SIGTERM');
      expect(await running.ended).toBe(0);
      expect(await alive(family)).toEqual([]);
      expect(ready).toEqual([role]);
      expect(running.output()).not.toContain('sample'); // the topics were there
      expect(await readdir(join(copy.folder, 'engines'))).toEqual(['pom.xml']);
      expect(await readdir(join(copy.folder, 'data'))).not.toContain('kafka');
    });

    it.each([
      ['KAFKA_BROKERS', '127.0.0.1:1', /Kafka at 127\.0\.0\.1:1 cannot be used: .* Check KAFKA_BROKERS/],
      ['CLICKHOUSE_URL', 'http://127.0.0.1:1', /ClickHouse at 127\.0\.0\.1:1 does not answer\. Start it, or set CLICKHOUSE_URL/],
    ])('says so when nothing is at %s', async (name, nowhere, told) => {
      expectLine(await runVerb(['start'], { ...given, [name]: nowhere }, copy.script), told);
    });
  });

  it.each([
    ['SIGINT, as a terminal sends it to every process of the program', 'SIGINT'],
    ['SIGTERM', 'SIGTERM'],
  ] as const)('ends with everything that it started on %s, within 20 s by its own clock', async (_, signal) => {
    if (own.current().child.exitCode !== null) await own.restart();
    const { child, ended, output } = own.current();
    const family = await familyOf(child.pid!);
    expect(family.length).toBeGreaterThanOrEqual(6); // itself, two roles, three engines
    const told = signal === 'SIGINT' ? [child.pid!, await rolePid(child.pid!, 'api'), await rolePid(child.pid!, 'projector')] : [child.pid!];
    for (const pid of told) process.kill(pid, signal);
    expect(await ended).toBe(0); // it gives up with 1 when it takes longer
    expect(output()).toMatch(/Stopping\nStopped\n$/);
    expect(await alive(family)).toEqual([]);
    expect((await readdir(own.folder)).filter((name) => ['lock', 'run.json'].includes(name))).toEqual([]);
  });
});

/** One line, for a person, without a stack. */
function expectLine({ code, errors }: Ended, line: RegExp): void {
  expect(errors).toMatch(/^helixgraph: [^\n]+\n$/);
  expect(errors).toMatch(line);
  expect(code).toBe(1);
}
