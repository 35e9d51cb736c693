import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { HelixError } from '../errors.ts';
import type { Limits } from '../limits.ts';

/** What each caller may still cost in this minute, in this process. */
export interface Allowance {
  /**
   * Takes a cost before the operation runs.
   * @throws HelixError RATE_LIMITED; `details.retryAfter` says in how many seconds it is worth another try
   */
  take(caller: string, cost: number): Promise<void>;
  /** Gives back what an operation did not cost in the end. */
  giveBack(caller: string, cost: number): Promise<void>;
}

const WINDOW_SECONDS = 60;

export function allowance({ costPerMinute }: Pick<Limits, 'costPerMinute'>): Allowance {
  const limiter = new RateLimiterMemory({ points: costPerMinute, duration: WINDOW_SECONDS });
  return {
    async take(caller, cost) {
      try {
        await limiter.consume(caller, cost);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        // What was refused is not counted: a caller that asks too early does not wait longer for it.
        await limiter.reward(caller, cost);
        throw new HelixError('RATE_LIMITED', `Operations have cost more than ${costPerMinute} within a minute.`, {
          details: { limit: 'costPerMinute', retryAfter: Math.ceil(refusal.msBeforeNext / 1000) },
        });
      }
    },
    async giveBack(caller, cost) {
      // Into the window that it was taken from: one that began since must not begin with a credit.
      const window = await limiter.get(caller);
      if (cost > 0 && window && window.msBeforeNext > 0 && window.consumedPoints >= cost) await limiter.reward(caller, cost);
    },
  };
}
