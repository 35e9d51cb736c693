import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endOrphan, startChild, type ChildOptions } from '../../src/engines/child.ts';
import { markOf, writeMark } from '../../src/engines/process-mark.ts';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'child-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A Node program in a process of its own; it answers when its output holds "ready". */
function options(program: string): ChildOptions {
  const answers = async () => (await readFile(join(folder, 'engine.log'), 'utf8')).includes('ready');
  return { name: 'Node', url: 'none', folder, command: process.execPath, args: ['-e', program], answers };
}

test('a child answers, stops when told to, and leaves neither process nor mark', async () => {
  const child = await startChild(options('console.log("ready"); setInterval(() => {}, 1000)'));
  expect(await markOf(child.pid)).toBeDefined();
  await child.stop();
  await child.stop();
  expect(await child.exited).toBeNull();
  expect(await markOf(child.pid)).toBeUndefined();
  await expect(readFile(join(folder, 'pid'))).rejects.toThrow('ENOENT');
});

test('a child that does not heed SIGTERM is killed', async () => {
  const child = await startChild({ ...options('process.on("SIGTERM", () => {}); console.log("ready"); setInterval(() => {}, 1000)'), stopWithinMs: 200 });
  await child.stop();
  expect(await markOf(child.pid)).toBeUndefined();
});

test('a child that ends before it answers fails the start with the end of its log', async () => {
  await expect(startChild(options('console.error("the port is taken"); process.exit(3)'))).rejects.toMatchObject({
    code: 'START_FAILED',
    message: expect.stringMatching(/Node did not start: it ended.*engine\.log.*the port is taken/s),
  });
});

test('a child that never answers is ended when its time is over', async () => {
  await expect(startChild({ ...options('setInterval(() => {}, 1000)'), readyWithinMs: 300 })).rejects.toMatchObject({ message: expect.stringContaining('did not answer within 0.3 s') });
  expect(await endOrphan(folder)).toBe(false);
});

test('a command that is not there fails the start', async () => {
  await expect(startChild({ ...options(''), command: 'no-such-command' })).rejects.toMatchObject({ code: 'START_FAILED', message: expect.stringContaining('ENOENT') });
});

test('its end is told to its owner', async () => {
  const child = await startChild(options('console.log("ready"); setInterval(() => {}, 1000)'));
  process.kill(child.pid, 'SIGKILL');
  expect(await child.exited).toBeNull();
});

test('what a killed owner left is ended, and nothing else', async () => {
  const orphan = spawn('sleep', ['60'], { detached: true });
  const stranger = spawn('sleep', ['60']);
  await writeMark(join(folder, 'pid'), orphan.pid!);
  expect(await endOrphan(folder)).toBe(true);
  expect(await markOf(orphan.pid!)).toBeUndefined();

  await writeFile(join(folder, 'pid'), JSON.stringify({ pid: stranger.pid, startedAt: 'before the reboot' }));
  expect(await endOrphan(folder)).toBe(false);
  expect(await markOf(stranger.pid!)).toBeDefined();
  stranger.kill();
  await once(stranger, 'exit');
});
