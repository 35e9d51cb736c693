import { basename } from 'node:path';
import type { Config } from '../config.ts';
import { HelixError } from '../errors.ts';
import { importRecords, sizeOf, type ImportSummary } from './import-records.ts';
import { logOf } from './log-of.ts';
import { progress } from './progress.ts';

/** `helixgraph import`: appends files' records and says what became of them. */
export async function importFiles(config: Config, files: readonly string[], { tenant }: { tenant?: string }): Promise<void> {
  const sizes = await Promise.all(files.map(sizeOf));
  const log = logOf(config);
  let refused = 0;
  try {
    for (const [i, file] of files.entries()) {
      const shown = progress(basename(file), sizes[i]!);
      const began = performance.now();
      const rate = ({ appended }: ImportSummary) => Math.round(appended / ((performance.now() - began) / 1000));
      const summary = await importRecords(log, file, {
        tenant,
        onProgress: (bytes, so) => shown.update(bytes, `${so.appended} appended, ${rate(so)}/s`),
      }).finally(() => shown.stop());
      refused += print(file, summary, rate(summary));
    }
  } finally {
    await log.close();
  }
  if (refused > 0) throw new HelixError('EVENT_INVALID', `${refused} lines were refused; the others were appended.`);
}

/** @returns how many lines were refused */
function print(file: string, { read, appended, refused }: ImportSummary, rate: number): number {
  const count = [...refused.values()].reduce((sum, n) => sum + n, 0);
  process.stdout.write(`${file}: ${read} read, ${appended} appended, ${count} refused (${rate}/s)\n`);
  for (const [reason, n] of refused) process.stdout.write(`  ${n} × ${reason}\n`);
  return count;
}
