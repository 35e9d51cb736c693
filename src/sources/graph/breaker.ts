import { circuitBreaker, ConsecutiveBreaker, handleWhen, type CircuitBreakerPolicy } from 'cockatiel';
import { isOutage } from './failure.ts';

const OPEN_MS = 5_000;
const FAILURES = 2;

/**
 * Stops asking a Neo4j that does not answer: after two failures in a row, for five seconds, then one statement tries.
 * An error that Neo4j itself answered with is no outage. One for the process.
 */
export function graphBreaker(): CircuitBreakerPolicy {
  return circuitBreaker(handleWhen(isOutage), { halfOpenAfter: OPEN_MS, breaker: new ConsecutiveBreaker(FAILURES) });
}
