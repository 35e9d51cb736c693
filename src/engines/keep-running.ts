import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from './engine.ts';

/** An engine that is started again whenever it ends unasked. */
export interface KeptEngine {
  /** Its process of the moment. */
  current(): Engine;
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** @param start called with `again` true for each start after the first */
export async function keepRunning(start: (again: boolean) => Promise<Engine>, log: (line: string) => void): Promise<KeptEngine> {
  let engine = await start(false);
  const stopping = new AbortController();
  const watched = watch();

  return {
    current: () => engine,
    async stop() {
      stopping.abort();
      await engine.stop();
      await watched; // a start that was under way
    },
  };

  async function watch(): Promise<void> {
    for (;;) {
      await engine.exited;
      if (stopping.signal.aborted) return;
      log(`! ${engine.name} ended; it is started again.`);
      if (!(await startAgain())) return;
    }
  }

  /** @returns false when it was told to stop first */
  async function startAgain(): Promise<boolean> {
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => undefined); // told to stop
      if (stopping.signal.aborted) return false;
      try {
        engine = await start(true);
        if (stopping.signal.aborted) await engine.stop();
        return true;
      } catch (error) {
        log(`! ${(error as Error).message}`);
      }
    }
  }
}
