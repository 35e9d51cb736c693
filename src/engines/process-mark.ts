import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Which process wrote a file. A pid alone is not enough: it is given to others after a crash or a reboot. */
export interface ProcessMark {
  readonly pid: number;
  /** When the process started, as its system tells it; only ever compared for equality. */
  readonly startedAt: string;
}

/** The mark of a live process; undefined when there is none with this pid. */
export async function markOf(pid: number): Promise<ProcessMark | undefined> {
  const startedAt = (await startFromProc(pid)) ?? (await startFromPs(pid));
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether the very process that left the mark still runs. */
export async function stillRuns(mark: ProcessMark): Promise<boolean> {
  return (await markOf(mark.pid))?.startedAt === mark.startedAt;
}

export async function writeMark(file: string, pid: number): Promise<void> {
  const mark = await markOf(pid);
  if (mark) await writeFile(file, JSON.stringify(mark));
}

/** The mark in a file; undefined when there is no file, or it was cut short by a crash. */
export async function readMark(file: string): Promise<ProcessMark | undefined> {
  try {
    const mark: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isMark(mark) ? mark : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Ends the process that a file marks, if it still runs, and removes the file.
 * @returns whether there was one to end
 */
export async function endMarked(file: string): Promise<boolean> {
  const mark = await readMark(file);
  const runs = mark !== undefined && (await stillRuns(mark));
  if (runs) {
    // At once: its data is safe under SIGKILL, and nobody is left who would read its farewell.
    signal(mark.pid, 'SIGKILL');
    while (await stillRuns(mark)) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await rm(file, { force: true });
  return runs;
}

/** Sends a signal; a process that is already gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isMark(value: unknown): value is ProcessMark {
  const mark = value as Partial<ProcessMark> | null;
  return typeof mark?.pid === 'number' && mark.pid > 0 && typeof mark.startedAt === 'string';
}

/** proc(5): the 22nd field of `stat` is the start in clock ticks since boot. A zombie has ended, though its entry stays. */
async function startFromProc(pid: number): Promise<string | undefined> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // The second field, the command's name, may hold spaces and parentheses; what follows its last ')' may not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : `${boot.trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Systems without /proc. */
async function startFromPs(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return undefined;
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
