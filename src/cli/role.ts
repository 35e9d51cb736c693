import { startRole } from '../app.ts';
import type { Config, RoleName } from '../config.ts';
import { HelixError } from '../errors.ts';
import type { RoleMessage } from './role-processes.ts';

const ROLES: readonly string[] = ['api', 'projector'] satisfies RoleName[];

/** One role in this process: started by `helixgraph start`, and ended with it. */
export async function runRole(config: Config, role: string): Promise<void> {
  if (!ROLES.includes(role)) throw new HelixError('BAD_USER_INPUT', `There is no role ${role}: ${ROLES.join(', ')}.`);
  let running: { stop(): Promise<void> } | undefined;
  const stop = () => {
    // The second request, or a stop during the start, does not wait.
    if (!running) process.exit(0);
    const stopping = running;
    running = undefined;
    void stopping.stop().then(() => process.exit(0), () => process.exit(1));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', () => {}); // a terminal's Ctrl-C reaches every process of the program: its supervisor ends the others in order
  process.on('disconnect', stop);
  try {
    running = await startRole(config, role as RoleName);
    tell({ ready: true });
  } catch (error) {
    tell({ failed: error instanceof HelixError ? error.message : String((error as Error).stack) });
    process.exit(1);
  }
}

function tell(message: RoleMessage): void {
  process.send?.(message);
}
