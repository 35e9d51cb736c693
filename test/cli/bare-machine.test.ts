import { join } from 'node:path';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareCopy, type BareCopy } from '../support/bare-copy.ts';
import { runVerb, type Ended } from '../support/run-verb.ts';

/** Nothing listens there. */
const NOWHERE = { KAFKA_BROKERS: '127.0.0.1:1', NEO4J_URI: 'bolt://127.0.0.1:1', CLICKHOUSE_URL: 'http://127.0.0.1:1' };
const NONE = { KAFKA_BROKERS: '', NEO4J_URI: '', CLICKHOUSE_URL: NOWHERE.CLICKHOUSE_URL };
const JAVA_17 = 'echo \'openjdk version "17.0.15" 2025-04-15\' >&2';

let copy: BareCopy;
let taken: Server;
beforeAll(async () => {
  copy = await bareCopy();
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  taken?.close();
  await copy?.remove();
});

async function start(commands: Readonly<Record<string, string>>, env: Readonly<Record<string, string>>): Promise<Ended> {
  return runVerb(['start'], { ...copy.env, PATH: await copy.path(commands), HELIXGRAPH_DATA: join(copy.folder, 'data'), HELIXGRAPH_ROLES: 'projector', ...env }, copy.script);
}

/** One line, for a person, without a stack. */
function expectLine({ code, errors }: Ended, line: RegExp): void {
  expect(errors).toMatch(/^helixgraph: [^\n]+\n$/);
  expect(errors).toMatch(line);
  expect(code).toBe(1);
}

describe('start says in one line what is missing and what to do', () => {
  it('without Java', async () => {
    expectLine(await start({}, NONE), /Java was not found\. Install Java 17 or newer \(.*\), or give KAFKA_BROKERS and NEO4J_URI/);
  });

  it('with a Java that is too old', async () => {
    expectLine(await start({ java: 'echo \'java version "1.8.0_402"\' >&2' }, NONE), /Java 8 is too old\. Install Java 17 or newer/);
  });

  it('without Maven, when the jars are not there', async () => {
    expectLine(await start({ java: JAVA_17 }, NONE), /Maven was not found; .* Install it \(.*\), or give KAFKA_BROKERS and NEO4J_URI/);
  });

  it('when Maven cannot bring them', async () => {
    const { code, errors } = await start({ java: JAVA_17, mvn: '[ "$1" = -v ] || { echo "[ERROR] no route to host"; exit 1; }' }, NONE);
    expect(errors).toMatch(/^helixgraph: Maven could not bring the jars of (kafka|neo4j)[^\n]*\n {2}\[ERROR\] no route to host\n/);
    expect(code).toBe(1);
  });

  it('when the port is taken, before it starts anything', async () => {
    const { port } = taken.address() as { port: number };
    const ended = await start({}, { ...NONE, HELIXGRAPH_ROLES: 'api,projector', PORT: String(port), HOST: '127.0.0.1' });
    expectLine(ended, new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken\\. Stop what listens there, or set PORT to another\\.`));
    expect(ended.output).toBe(ended.errors);
  });

  it('when Neo4j does not answer', async () => {
    expectLine(await start({}, NOWHERE), /Neo4j does not answer at bolt:\/\/127\.0\.0\.1:1: .*Start it, or correct NEO4J_URI\./);
  });

  it('when the configuration is not valid, all of it at once and no secret', async () => {
    const { code, errors } = await start({}, { PORT: 'many', HELIXGRAPH_ROLES: 'cook', NEO4J_URI: 'mysql://me:secret@there' });
    expect(errors).toMatch(/^helixgraph: The configuration is not valid:\n(?: {2}[A-Z_.0-9]+: .*\n){3}$/);
    expect(errors).not.toContain('secret');
    expect(code).toBe(1);
  });
});
