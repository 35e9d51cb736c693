import { fork, type ChildProcess } from 'node:child_process';
import type { RoleName } from '../config.ts';
import { HelixError } from '../errors.ts';

export interface RoleProcesses {
  stop(): Promise<void>;
}

export interface RoleProcessesOptions {
  /** The program's entry: what a role process runs. */
  readonly entry: string;
  readonly roles: readonly RoleName[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onReady: (role: RoleName, ms: number) => void;
  readonly warn: (line: string) => void;
}

/** What a role process tells its supervisor. */
export type RoleMessage = { readonly ready: true } | { readonly failed: string };

const STOP_WITHIN_MS = 12_000;
const RESTART_AFTER_MS = [200, 500, 1000, 2000, 5000];

/**
 * One process for each role, so that ingest never delays the API. One that dies is started again.
 * @throws HelixError START_FAILED when a role cannot start at all
 */
export async function startRoles(options: RoleProcessesOptions): Promise<RoleProcesses> {
  const supervised = options.roles.map((role) => supervise(role, options));
  const stop = async () => {
    await Promise.all(supervised.map((one) => one.stop()));
  };
  try {
    await Promise.all(supervised.map((one) => one.ready));
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

function supervise(role: RoleName, { entry, env, onReady, warn }: RoleProcessesOptions): { ready: Promise<void>; stop(): Promise<void> } {
  let child: ChildProcess | undefined;
  let stopping = false;
  let deaths = 0;
  let restart: NodeJS.Timeout | undefined;

  const ready = new Promise<void>((resolve, reject) => launch(resolve, reject));

  return {
    ready,
    async stop() {
      stopping = true;
      clearTimeout(restart);
      const running = child;
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => running.once('exit', () => resolve()));
      running.kill('SIGTERM');
      const patience = setTimeout(() => running.kill('SIGKILL'), STOP_WITHIN_MS);
      await gone;
      clearTimeout(patience);
    },
  };

  function launch(resolve: () => void, reject: (error: Error) => void): void {
    const began = performance.now();
    let failure: string | undefined;
    let wasReady = false;
    child = fork(entry, ['role', role], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.on('message', (message: RoleMessage) => {
      if ('failed' in message) {
        failure = message.failed;
        return;
      }
      wasReady = true;
      deaths = 0;
      onReady(role, performance.now() - began);
      resolve();
    });
    child.once('exit', (code, signal) => {
      if (stopping) return;
      if (!wasReady && deaths === 0) {
        reject(new HelixError('START_FAILED', failure ?? `The ${role} process ended before it was ready (${signal ?? `exit code ${code}`}).`));
        return;
      }
      const pause = RESTART_AFTER_MS[Math.min(deaths, RESTART_AFTER_MS.length - 1)]!;
      deaths++;
      warn(`The ${role} process ended (${signal ?? `exit code ${code}`}${failure ? `: ${failure}` : ''}); it is started again.`);
      restart = setTimeout(() => launch(resolve, reject), pause);
    });
  }
}
