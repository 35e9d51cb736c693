import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { parse, type OperationDefinitionNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caughtUp } from '../support/caught-up.ts';
import { commandsOf, readBlocks, shown, unlike, type Block } from '../support/documents.ts';
import { follow, webSocketClient } from '../support/follow.ts';
import { startOwnProgram, type OwnProgram } from '../support/own-program.ts';
import { runVerb } from '../support/run-verb.ts';

const blocks = await readBlocks();
const graphql = blocks.filter(({ language }) => language === 'graphql');
const commands = blocks.filter(({ language }) => language === 'sh').flatMap((block) => commandsOf(block).map((command) => ({ command, block })));
const where = ({ file, line }: Block) => `${file}:${line}`;

/** What is not run here, and why. */
const NOT_RUN: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^npm ci && npm start$/, 'npm ci would take the modules away from under this run; .ci/run does it, and the program of this test is started as npm start does'],
  [/^npm ci && npm test$/, 'it is what runs this'],
  [/^npm start$/, 'needs the engines of the compose file'],
  [/^node bin\/helixgraph\.js start --no-sample$/, 'test/cli/running.test.ts starts its program by it'],
  [/^docker compose /, 'needs Docker'],
  [/^export (KAFKA_BROKERS|NEO4J_PASSWORD|CLICKHOUSE_URL)=/, 'names the engines of the compose file'],
];
const reasonOf = (command: string) => NOT_RUN.find(([pattern]) => pattern.test(command))?.[1];

let own: OwnProgram;
let files: string;
beforeAll(async () => {
  own = await startOwnProgram({}, { sample: true });
  files = await mkdtemp(join(tmpdir(), 'helixgraph-files-'));
  const line = `${JSON.stringify({ topic: 'helixagent.entities.updates', key: 'e', value: { event_id: 'documents', event_type: 'entity.created', entity: { id: 'e', name: 'E', type: 'T' } } })}\n`;
  await writeFile(join(files, 'events.jsonl.gz'), gzipSync(line));
  for (const day of ['monday', 'tuesday']) await writeFile(join(files, `${day}.jsonl`), line);
  // Dead letters enough for the ids that the documents name.
  await Promise.all(Array.from({ length: 20 }, () => own.log.append({ topic: 'helixagent.entities.updates', key: 'broken', value: '{' })));
  await caughtUp(own.log);
});
afterAll(async () => {
  await own?.end();
  await rm(files, { recursive: true, force: true });
});

interface Answer {
  readonly data: Record<string, any>;
  readonly errors?: readonly { readonly extensions: { readonly retryable?: boolean } }[];
}

/** Asks until the answer has no error of which the documents say that the same may be tried again, as a busy machine gives. */
async function patiently(ask: () => Promise<Answer>): Promise<Record<string, any>> {
  for (;;) {
    const { data, errors } = await ask();
    if (errors?.every(({ extensions }) => extensions.retryable)) continue;
    expect(errors).toBeUndefined();
    return data;
  }
}

function answerTo(query: string, minPosition?: string): Promise<Record<string, any>> {
  const body = JSON.stringify({ query, extensions: minPosition === undefined ? undefined : { minPosition } });
  return patiently(async () => (await fetch(`${own.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json() as Promise<Answer>);
}

/** Makes the mutation of the documents. @returns its position */
async function mutate(): Promise<string> {
  const [{ position }] = Object.values(await answerTo(mutation())) as [{ position: string }];
  return position;
}

/** What the next block but a command shows of an answer. */
function exampleOf(block: Block): unknown {
  const after = blocks.slice(blocks.indexOf(block) + 1).find(({ language }) => language !== 'sh');
  return after?.language === 'json' && after.file === block.file ? shown(after.text) : undefined;
}

it('start loads the sample into a new data folder, and says so', () => {
  expect(own.current().output()).toMatch(/^✓ Loaded a sample of the last 30 days \(start with --no-sample to go without\) \(\d+\.\d s\)$/m);
});

describe('an operation of the documents', () => {
  it('there are some', () => expect(graphql.length).toBeGreaterThanOrEqual(6));

  it.each(graphql.map((block) => [where(block), block] as const))('%s is answered as it says', async (_, block) => {
    const { operation } = parse(block.text).definitions[0] as OperationDefinitionNode;
    const example = exampleOf(block);
    if (operation === 'mutation') return void (await answerTo(block.text)); // what is shown is the query after it: below
    if (operation === 'query') {
      const data = await answerTo(block.text);
      return expect(example === undefined ? [] : unlike(data, example)).toEqual([]);
    }
    const client = webSocketClient(own);
    const events = follow(client, block.text);
    let heard = false;
    const data = patiently(async () => (await events.next()).value).finally(() => { heard = true; });
    // What is said before the subscription began is not for it: said again, once the graph has it.
    while (!heard) await answerTo('{ entity(id: "tech-duckdb") { id } }', await mutate());
    expect(unlike(await data, example)).toEqual([]);
    await client.dispose();
  });
});

describe('a command of the documents', () => {
  it.each(commands.filter(({ command }) => !reasonOf(command)).map(({ command, block }) => [where(block), command, block] as const))('%s %s', async (_, command, block) => {
    if (command.startsWith('curl ')) {
      const line = command.replace('http://127.0.0.1:4000', own.url).replace('POSITION', await mutate());
      return expect(await patiently(async () => JSON.parse((await promisify(execFile)('bash', ['-c', line])).stdout) as Answer)).toEqual(exampleOf(block));
    }
    const [node, script, ...args] = command.split(' ');
    expect([node, script]).toEqual(['node', 'bin/helixgraph.js']);
    const { code, errors } = await runVerb(args.map((word) => (word.includes('.jsonl') ? join(files, word) : word)), own.env);
    expect([code, errors]).toEqual([0, '']);
  });

  it.for(commands.flatMap(({ command }) => (reasonOf(command) ? [[command, reasonOf(command)!] as const] : [])))('%s is not run here: %s', ([, reason], { skip }) => skip(reason));
});

it('an answer of another shape is told', () => {
  const example = shown('{ "list": [… {"name": "a, … b", "count": 1} …] }');
  expect(unlike({ list: [{ name: 'c', count: 2 }] }, example)).toEqual([]);
  expect([{ list: [] }, { list: [{ name: 'c' }] }, { list: [{ name: null, count: 2 }] }, { list: [], more: 1 }].map((answer) => unlike(answer, example).length)).toEqual([1, 1, 1, 1]);
});

function mutation(): string {
  return graphql.find(({ text }) => text.startsWith('mutation'))!.text;
}
