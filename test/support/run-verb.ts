import { program } from './run-helixgraph.ts';

export interface Ended {
  readonly code: number | NodeJS.Signals;
  readonly output: string;
  readonly errors: string;
}

/** Runs `helixgraph ARGS` to its end. */
export async function runVerb(args: readonly string[], env: Readonly<Record<string, string>>, script?: string): Promise<Ended> {
  const running = program(args, env, script);
  const code = await running.ended;
  return { code, output: running.output(), errors: running.errors() };
}
