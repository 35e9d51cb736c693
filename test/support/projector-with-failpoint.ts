import { startRole } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';

/**
 * A projector that can be told, by its parent, before which durable step to die. It dies as by `kill -9`:
 * nothing of it runs after the step before.
 */
let deadly: string | undefined;

await startRole(readConfig(process.env), 'projector', {
  step(name) {
    if (name === deadly) process.kill(process.pid, 'SIGKILL');
  },
});
process.on('message', ({ dieBefore }: { dieBefore: string }) => {
  deadly = dieBefore;
  process.send!('armed');
});
process.send!('ready');
