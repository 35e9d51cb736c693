import { Neo4jError, type ManagedTransaction, type Session } from 'neo4j-driver';

const DEADLOCK = 'Neo.TransientError.Transaction.DeadlockDetected';
const ATTEMPTS = 10;

class Deadlocked extends Error {}

/**
 * Runs a transaction, and runs it anew at once when the server ended it to resolve a deadlock: those that it stood in
 * the way of go on. The driver waits about a second before it tries again, in which a lane would write nothing.
 */
export async function writeTransaction<T>(session: Session, work: (tx: ManagedTransaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await session.executeWrite(async (tx) => {
        try {
          return await work(tx);
        } catch (cause) {
          throw isDeadlock(cause) && attempt < ATTEMPTS ? new Deadlocked(cause.message, { cause }) : cause;
        }
      });
    } catch (error) {
      if (!(error instanceof Deadlocked)) throw error;
    }
  }
}

function isDeadlock(cause: unknown): cause is Neo4jError {
  return cause instanceof Neo4jError && cause.code === DEADLOCK;
}
