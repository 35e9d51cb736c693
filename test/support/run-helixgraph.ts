import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./helixgraph.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export interface Program {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** What of it was for people who must do something. */
  errors(): string;
  /** Resolves when its output matches; rejects with the output when it ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Runs `helixgraph ARGS` from its sources. `env` replaces the variables that it names. */
export function program(args: readonly string[], env: Readonly<Record<string, string>>, script = SCRIPT): Program {
  const child = spawn(process.execPath, ['--import', TSX, script, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  let errors = '';
  const watchers = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    text += chunk.toString();
    for (const watch of watchers) watch();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString(); });
  const ended = new Promise<number | NodeJS.Signals>((resolve) => child.once('close', (code, signal) => resolve(signal ?? code ?? 0)));
  return {
    child,
    ended,
    output: () => text,
    errors: () => errors,
    says: (pattern) => new Promise((resolve, reject) => {
      const watch = () => {
        const match = pattern.exec(text);
        if (match) {
          watchers.delete(watch);
          resolve(match);
        }
      };
      watchers.add(watch);
      watch();
      void ended.then((how) => reject(new Error(`It ended (${how}) before it said ${pattern}:\n${text}`)));
    }),
  };
}

/** Runs `helixgraph ARGS` to its end on a terminal of its own, by util-linux' script. */
export async function onTerminal(args: readonly string[], env: Readonly<Record<string, string>>): Promise<{ code: number; output: string }> {
  const command = [process.execPath, '--import', TSX, SCRIPT, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], { env: { ...process.env, ...env, TERM: 'xterm' }, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 1)));
  return { code, output };
}
