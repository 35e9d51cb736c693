import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The rows of an insert apart from its SQL. */
export interface InsertedRows {
  /** `INSERT INTO table (columns)`. */
  readonly into: string;
  readonly format: string;
  readonly bytes: Buffer;
}

const INSERT = /^\s*(insert\s+into\s.+?)\s+format\s+(\w+)\s*;?\s*$/is;
/** Formats whose rows have every column: what a JSON object leaves out, the table's own defaults fill, and those the insert alone knows. */
const WHOLE_ROWS = /^(TabSeparated|TSV|CSV|RowBinary|Native|Parquet|Arrow|ArrowStream)$/i;

/** Parts an insert from its rows, where they can be handed over as they are. */
export function insertedRows(sql: string, bytes: Buffer): InsertedRows | undefined {
  const [, into, format] = INSERT.exec(sql) ?? [];
  return into !== undefined && format !== undefined && WHOLE_ROWS.test(format) ? { into, format, bytes } : undefined;
}

/**
 * Hands rows to the library by way of a file: it takes SQL as text only, which would break bytes that are no UTF-8,
 * and reads a file in half the time.
 */
export function rowFiles(folder: string): (rows: InsertedRows, run: (sql: string) => Promise<unknown>) => Promise<void> {
  const incoming = join(folder, 'incoming');
  rmSync(incoming, { recursive: true, force: true }); // of a process that was killed
  mkdirSync(incoming, { recursive: true });
  return async ({ into, format, bytes }, run) => {
    if (bytes.length === 0) return;
    const file = join(incoming, randomUUID());
    await writeFile(file, bytes);
    try {
      await run(`${into} SELECT * FROM file('${file.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}', '${format}')`);
    } finally {
      await unlink(file);
    }
  };
}
