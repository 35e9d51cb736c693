import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  update(done: number, facts: string): void;
  stop(): void;
}

const LINE_EVERY_MS = 2000;

/** A bar on a terminal; elsewhere a line every two seconds. */
export function progress(name: string, total: number): Progress {
  return process.stderr.isTTY ? bar(name, total) : lines(name, total);
}

function bar(name: string, total: number): Progress {
  const single = new SingleBar({ format: `${name} {bar} {percentage}% | {facts}`, hideCursor: true }, Presets.shades_classic);
  single.start(total, 0, { facts: '' });
  return {
    update: (done, facts) => single.update(done, { facts }),
    stop() {
      single.update(total);
      single.stop();
    },
  };
}

function lines(name: string, total: number): Progress {
  let shown = performance.now();
  return {
    update(done, facts) {
      if (performance.now() - shown < LINE_EVERY_MS) return;
      shown = performance.now();
      process.stderr.write(`${name}: ${Math.floor((100 * done) / Math.max(total, 1))}% | ${facts}\n`);
    },
    stop() {},
  };
}
