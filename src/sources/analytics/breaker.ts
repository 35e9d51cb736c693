import { circuitBreaker, ConsecutiveBreaker, handleWhen, type CircuitBreakerPolicy } from 'cockatiel';
import { isOutage } from './failure.ts';

const OPEN_MS = 5_000;
const FAILURES = 2;

/**
 * Stops asking a ClickHouse that does not answer: after two failures in a row, for five seconds, then one statement tries.
 * An error that ClickHouse itself answered with (bad SQL, a statement too heavy) is no outage.
 */
export function analyticsBreaker(): CircuitBreakerPolicy {
  return circuitBreaker(handleWhen(isOutage), { halfOpenAfter: OPEN_MS, breaker: new ConsecutiveBreaker(FAILURES) });
}
