import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HelixError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { endMarked, signal, writeMark } from './process-mark.ts';

export interface ChildOptions {
  readonly name: string;
  readonly url: string;
  readonly folder: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Whether it answers yet; asked again and again until it says true or the process ends. May reject for "not yet". */
  readonly answers: () => Promise<boolean>;
  /** Give the child a channel to this process, by whose end it knows that its owner is gone. */
  readonly tethered?: boolean;
  readonly readyWithinMs?: number;
  readonly stopWithinMs?: number;
}

const PROBE_EVERY_MS = 100;

/**
 * Starts an engine's process and resolves when it answers. Its output goes to `engine.log` in its folder, and its mark
 * to `pid`, by which a later start ends it should this process be killed.
 * @throws HelixError START_FAILED, with the last lines of its log
 */
export async function startChild(options: ChildOptions): Promise<Engine> {
  const { name, url, folder, readyWithinMs = 120_000, stopWithinMs = 10_000 } = options;
  const logFile = join(folder, 'engine.log');
  const pidFile = join(folder, 'pid');

  await mkdir(folder, { recursive: true });
  await rename(logFile, join(folder, 'engine.previous.log')).catch(() => undefined); // there is none at the first start
  const log = await open(logFile, 'a');
  // A process group of its own: Ctrl-C reaches the owner alone, which stops its engines last.
  // A file, not a pipe: should the owner be killed, the engine does not die of a broken pipe amid a write.
  const child = spawn(options.command, options.args, {
    cwd: folder,
    detached: true,
    stdio: options.tethered ? ['ignore', log.fd, log.fd, 'ipc'] : ['ignore', log.fd, log.fd],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const spawned = new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  spawned.catch(() => undefined); // awaited below
  await log.close();

  // The last resort of an owner that ends without stopping what it owns.
  const abandon = () => child.kill('SIGKILL');
  process.once('exit', abandon);
  let running = true;
  const exited = ended.then(async (code) => {
    running = false;
    process.removeListener('exit', abandon);
    await rm(pidFile, { force: true });
    return code;
  });

  const stop = async () => {
    if (!running) return;
    signal(pidOf(child), 'SIGTERM');
    const patience = setTimeout(abandon, stopWithinMs);
    await exited;
    clearTimeout(patience);
  };

  try {
    await spawned;
    await writeMark(pidFile, pidOf(child));
    const deadline = Date.now() + readyWithinMs;
    while (!(await options.answers().catch(() => false))) {
      if (!running) throw new Error('it ended');
      if (Date.now() > deadline) throw new Error(`it did not answer within ${readyWithinMs / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
    }
  } catch (cause) {
    if (child.pid !== undefined) await stop();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HelixError('START_FAILED', `${name} did not start: ${reason}. The end of ${logFile}:\n${await lastLines(logFile, 8)}`, { cause });
  }
  return { name, url, pid: pidOf(child), exited, stop };
}

/**
 * Ends what an owner that was killed left running in an engine's folder.
 * @returns whether there was something
 */
export function endOrphan(folder: string): Promise<boolean> {
  return endMarked(join(folder, 'pid'));
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the process was not started');
  return child.pid;
}

async function lastLines(file: string, count: number): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).map((line) => `  ${line}`).join('\n');
}
