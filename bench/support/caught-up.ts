import { setTimeout as pause } from 'node:timers/promises';
import { httpClient } from './http-client.ts';

/** Resolves when a program's stores have all that is in its log. */
export async function caughtUp(url: string): Promise<void> {
  const client = httpClient(url);
  try {
    for (;;) {
      const { data } = await client.query('{ platform { freshness { lagMs } } }');
      if (data?.platform.freshness.every(({ lagMs }: { lagMs: number }) => lagMs === 0)) return;
      await pause(500);
    }
  } finally {
    client.close();
  }
}
