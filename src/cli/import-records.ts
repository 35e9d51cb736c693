import { stat } from 'node:fs/promises';
import { parse as parseLossless, stringify as stringifyLossless } from 'lossless-json';
import { z } from 'zod';
import { HelixError } from '../errors.ts';
import { TENANT_HEADER, archivedTopics, topics } from '../events/topics.ts';
import type { EventLog, NewRecord } from '../log/event-log.ts';
import { linesOf } from './lines.ts';

export interface ImportOptions {
  /** The tenant of records whose headers name none; absent, they stay without one. */
  readonly tenant?: string;
  /** Told how many bytes of the file have been read, and what has been counted. */
  onProgress(bytes: number, summary: ImportSummary): void;
}

export interface ImportSummary {
  read: number;
  appended: number;
  /** How many lines were refused, by reason. */
  readonly refused: Map<string, number>;
}

/** Records whose acknowledgement is awaited at one time. */
const IN_FLIGHT = 5_000;

const known = new Set([...archivedTopics, ...topics.filter((t) => t.name.startsWith('helixagent.stream.')).map((t) => t.name)]);

const line = z.object({
  topic: z.string(),
  key: z.string().nullish(),
  headers: z.record(z.string(), z.string()).nullish(),
  value: z.unknown().optional(),
});

/**
 * Appends the records of a file of JSON lines, `{topic, key, headers, value}` each, plain or gzipped, in their order.
 * Lines that are no records are counted and left out.
 * @throws HelixError BAD_USER_INPUT when the file cannot be read
 */
export async function importRecords(log: EventLog, file: string, { tenant, onProgress }: ImportOptions): Promise<ImportSummary> {
  const summary: ImportSummary = { read: 0, appended: 0, refused: new Map() };
  const lines = linesOf(file);
  const inFlight = new Set<Promise<void>>();
  let failure: unknown;
  for await (const text of lines) {
    if (failure) break;
    if (text.trim() === '') continue;
    summary.read++;
    const record = toRecord(text, tenant);
    if (typeof record === 'string') {
      summary.refused.set(record, (summary.refused.get(record) ?? 0) + 1);
      continue;
    }
    const sent: Promise<void> = log.append(record).then(() => { summary.appended++; }, (error: unknown) => { failure = error; }).finally(() => inFlight.delete(sent));
    inFlight.add(sent);
    if (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
    onProgress(lines.bytesRead, summary);
  }
  await Promise.all(inFlight);
  if (failure) throw failure;
  return summary;
}

/** The size of a file in bytes. @throws HelixError BAD_USER_INPUT */
export async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new Error('it is not a file');
    return found.size;
  } catch (cause) {
    throw new HelixError('BAD_USER_INPUT', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** The record that a line holds, or why it holds none. */
function toRecord(text: string, tenant: string | undefined): NewRecord | string {
  let parsed: z.infer<typeof line>;
  try {
    // Integers beyond 2^53 keep their digits.
    parsed = line.parse(/\d{16}/.test(text) ? parseLossless(text) : JSON.parse(text));
  } catch (error) {
    if (!(error instanceof z.ZodError)) return 'not JSON';
    const { path, message } = error.issues[0]!;
    return `not a record: ${[...path, message].join(' ')}`;
  }
  if (!known.has(parsed.topic)) return `unknown topic ${parsed.topic}`;
  if (parsed.value === undefined) return 'no value';
  return {
    topic: parsed.topic,
    key: parsed.key ?? '',
    value: stringifyLossless(parsed.value) ?? 'null',
    headers: { ...(tenant === undefined ? {} : { [TENANT_HEADER]: tenant }), ...parsed.headers },
  };
}
