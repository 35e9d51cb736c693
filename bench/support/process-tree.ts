import { readdir, readFile } from 'node:fs/promises';

export interface ProcessUse {
  readonly pid: number;
  readonly command: string;
  /** Pages shared with other processes count in each. */
  readonly rssBytes: number;
  /** User and system time since its start. */
  readonly cpuMs: number;
}

/** proc(5) counts CPU in clock ticks, 100 a second on every Linux that Node runs on, and memory in pages. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

/** What a process and all that it started use, by Linux's /proc. */
export async function processTree(root: number): Promise<readonly ProcessUse[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(pids.map(read))).filter((one) => one !== undefined);
  const family = new Set([root]);
  // Parents come before children only mostly: pids wrap around.
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return all.filter(({ pid }) => family.has(pid));
}

async function read(pid: string): Promise<(ProcessUse & { readonly parent: number }) | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').filter(Boolean);
    // The second field is the name in parentheses, which may hold anything; what follows is fields 3 and on.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const field = (n: number) => Number(fields[n - 3]);
    return { pid: Number(pid), parent: field(4), command: [command[0], command.at(-2), command.at(-1)].join(' '), cpuMs: (field(14) + field(15)) * TICK_MS, rssBytes: field(24) * PAGE_BYTES };
  } catch {
    return undefined; // it has ended meanwhile
  }
}
