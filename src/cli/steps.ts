/** Tells a person what happens: a line for each finished step, with its time. */
export interface Steps {
  /** Runs a step and prints its line when it is done. */
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
  done(name: string, ms: number): void;
  say(line: string): void;
}

export function steps(print: (line: string) => void): Steps {
  const done = (name: string, ms: number) => print(`✓ ${name} ${dim(`(${(ms / 1000).toFixed(1)} s)`)}`);
  return {
    async run(name, work) {
      const began = performance.now();
      const result = await work();
      done(name, performance.now() - began);
      return result;
    },
    done,
    say: print,
  };
}

function dim(text: string): string {
  return process.stdout.isTTY ? `\u001b[2m${text}\u001b[0m` : text;
}
