import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A process and all that it started, engines included. Linux and its /proc. */
export async function familyOf(pid: number): Promise<readonly number[]> {
  const parents = new Map<number, number[]>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  const family = [pid];
  for (let i = 0; i < family.length; i++) family.push(...(parents.get(family[i]!) ?? []));
  return family;
}

/** Which of these still run; one that has ended and waits to be noticed does not. */
export async function alive(pids: readonly number[]): Promise<readonly number[]> {
  const states = await Promise.all(pids.map(async (pid) => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    return stat !== '' && !/\) Z/.test(stat) ? [pid] : [];
  }));
  return states.flat();
}

/** The process of a role that a program started. */
export async function rolePid(program: number, role: string): Promise<number> {
  for (const pid of await familyOf(program)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes(`\0role\0${role}\0`)) return pid;
  }
  throw new Error(`No ${role} runs under ${program}.`);
}

/** The process of an engine of a data folder, from the mark that its owner wrote. */
export async function enginePid(dataFolder: string, engine: 'kafka' | 'neo4j' | 'clickhouse'): Promise<number> {
  return (JSON.parse(await readFile(join(dataFolder, engine, 'pid'), 'utf8')) as { pid: number }).pid;
}
