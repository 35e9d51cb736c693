import { HelixError } from '../errors.ts';

export interface Persistence {
  readonly signal: AbortSignal;
  onFailure(error: HelixError, attempt: number): void;
  onRecovery(): void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/**
 * Repeats work that fails because a store or the log is away, with growing pauses and without end.
 * Whatever else it throws is the caller's.
 * @throws HelixError SHUTTING_DOWN when the signal ends it
 */
export async function untilItAnswers<T>(work: () => Promise<T>, { signal, onFailure, onRecovery }: Persistence): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await work();
      if (attempt > 1) onRecovery();
      return answer;
    } catch (error) {
      if (!isAway(error)) throw error;
      if (signal.aborted) throw new HelixError('SHUTTING_DOWN', 'The program stops.', { cause: error });
      onFailure(error, attempt);
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS), signal);
    }
  }
}

function isAway(error: unknown): error is HelixError {
  return error instanceof HelixError && (error.code === 'SOURCE_UNAVAILABLE' || error.code === 'SOURCE_TIMEOUT' || error.code === 'LOG_UNAVAILABLE');
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
