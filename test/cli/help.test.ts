import { readFile } from 'node:fs/promises';
import { CommanderError, type Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { program } from '../../src/cli/program.ts';
import { runVerb } from '../support/run-verb.ts';

const SOURCES = new URL('../../src/', import.meta.url);
const sourceOf = (path: string) => readFile(new URL(path, SOURCES), 'utf8');
const found = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name!))];

/** What the command line says to arguments that run no verb. */
async function answerTo(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  const said = { output: '', errors: '' };
  const root = program({}, 'entry');
  const listen = (command: Command) => {
    command.exitOverride().configureOutput({ writeOut: (text) => { said.output += text; }, writeErr: (text) => { said.errors += text; } });
    command.commands.forEach(listen);
  };
  listen(root);
  const ended = await root.parseAsync(['node', 'helixgraph', ...args]).catch((error: unknown) => error);
  if (!(ended instanceof CommanderError)) throw ended;
  return { code: ended.exitCode, ...said };
}

describe('--help', () => {
  it('of the program tells every verb, and every variable that the configuration reads', async () => {
    const { code, output, errors } = await runVerb(['--help'], {});
    expect([code, errors]).toEqual([0, '']);
    for (const verb of ['start', 'import', 'dead-letters']) expect(output).toMatch(new RegExp(`^  ${verb} .*\\w`, 'm'));
    expect(output).not.toMatch(/^ {2}role /m);
    const variables = found(await sourceOf('config.ts'), /^ {2}([A-Z][A-Z0-9_]+):/gm);
    expect(variables).toContain('KAFKA_BROKERS');
    for (const variable of variables) expect(output).toMatch(new RegExp(`\\b${variable}\\b`));
  });

  it.each([
    ['start', ['--no-sample']],
    ['import', ['<files...>', '--tenant <tenant>', 'JSON lines, plain or .gz', 'KAFKA_BROKERS']],
    ['dead-letters', ['list', 'replay']],
    ['dead-letters list', ['--first <n>', '(default: 20)', '--json']],
    ['dead-letters replay', ['[ids...]', '--all']],
  ])('of %s tells what it takes', async (verb, parts) => {
    const { code, output, errors } = await answerTo(...verb.split(' '), '--help');
    expect([code, errors]).toEqual([0, '']);
    expect(output).toMatch(new RegExp(`^Usage: helixgraph ${verb} `));
    for (const part of parts) expect(output).toContain(part);
    // Every option has a line that says what it is for.
    for (const option of output.split('\n').filter((line) => /^ {2}-/.test(line))) expect(option).toMatch(/^ {2}-.*? {2,}\w+/);
  });
});

it('--version is that of the package', async () => {
  const { version } = JSON.parse(await sourceOf('../package.json')) as { version: string };
  expect(await answerTo('--version')).toMatchObject({ code: 0, output: `${version}\n` });
});

it.each([
  [['strat'], /unknown command 'strat'\n\(Did you mean start\?\)/],
  [['start', '--sample-size', '3'], /unknown option '--sample-size'/],
  [['import'], /missing required argument 'files'/],
])('%j is refused, and says where the help is', async (args, told) => {
  const { code, errors } = await answerTo(...args);
  expect(code).toBe(1);
  expect(errors).toContain('helixgraph --help');
  expect(errors).toMatch(told);
});
