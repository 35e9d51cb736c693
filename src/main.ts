import { program } from './cli/program.ts';
import type { Env } from './config.ts';
import { HelixError } from './errors.ts';

/**
 * The command line's entry, the only reader of the environment.
 * Ends with one clear line and exit code 1 when a verb fails.
 */
export async function main(argv: readonly string[], env: Env): Promise<void> {
  try {
    await program(env, argv[1]!).parseAsync([...argv]);
  } catch (error) {
    process.stderr.write(`helixgraph: ${error instanceof HelixError ? error.message : (error as Error).stack}\n`);
    process.exitCode = 1;
  }
}
