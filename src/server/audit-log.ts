import type { Logger } from 'pino';
import type { Audit } from '../request/audit.ts';

/** Writes the audit to the log: a JSON object a line whatever a name holds, and whatever the log's own level is. */
export function auditLog(logger: Logger): Audit {
  const log = logger.child({ log: 'audit' }, { level: 'info' });
  return (record) => log.info(record, record.decision === 'denied' ? 'Denied.' : 'Written.');
}
