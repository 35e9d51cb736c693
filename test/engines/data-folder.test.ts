import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDataFolder } from '../../src/engines/data-folder.ts';
import { writeMark } from '../../src/engines/process-mark.ts';

let path: string;
beforeEach(async () => { path = await mkdtemp(join(tmpdir(), 'data-folder-')); });
afterEach(() => rm(path, { recursive: true, force: true }));

test('a data folder has one owner, until it is released', async () => {
  const folder = await openDataFolder(join(path, 'new'));
  await expect(openDataFolder(folder.path)).rejects.toMatchObject({
    code: 'START_FAILED',
    message: expect.stringMatching(new RegExp(`in use by the process ${process.pid}.*HELIXGRAPH_DATA`)),
  });
  await folder.release();
  await (await openDataFolder(folder.path)).release();
  expect(await readdir(folder.path)).toEqual([]);
});

test('of many that want a data folder whose owner was killed, one gets it', async () => {
  const owner = spawn('sleep', ['60']);
  await writeMark(join(path, 'lock'), owner.pid!);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => openDataFolder(path)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await readdir(path)).toEqual(['lock']);
});

test('a lock whose pid was given to another process since is no lock', async () => {
  await writeFile(join(path, 'lock'), JSON.stringify({ pid: process.pid, startedAt: 'before the reboot' }));
  await (await openDataFolder(path)).release();
});

test('a lock that was cut short is no lock', async () => {
  await writeFile(join(path, 'lock'), '{"pid":');
  await (await openDataFolder(path)).release();
});

test('a data folder that cannot be made is refused with what to do', async () => {
  await writeFile(join(path, 'a file'), '');
  await expect(openDataFolder(join(path, 'a file', 'data'))).rejects.toMatchObject({ code: 'START_FAILED', message: expect.stringContaining('HELIXGRAPH_DATA') });
});
