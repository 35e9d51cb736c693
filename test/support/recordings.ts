import { createReadStream, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** One Kafka record of a recording. `value` is its exact JSON text: a parsed one would lose the last digits of an int64. */
export interface RecordedRecord {
  readonly topic: string;
  readonly key: string;
  readonly timestamp: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
}

export type RecordingName = 'conversations' | 'debates' | 'provider-metrics' | 'knowledge';

export interface Recordings {
  /** False on a clone without them. In CI their absence is an error instead. */
  readonly available: boolean;
  path(name: RecordingName): string;
  read(name: RecordingName): AsyncIterable<RecordedRecord>;
}

const folder = new URL('../../../shared/data/recordings/', import.meta.url);
const VALUE = ', "value": ';

/** Real events that lie beside the project; what depends on them is left out where they are not, and says so. */
export function recordings(): Recordings {
  const available = existsSync(folder);
  if (!available && process.env['CI'] === 'true') throw new Error(`The recordings are not at ${folder.pathname}; CI must not leave their tests out.`);
  if (!available) console.warn('The recordings are not beside the project: tests that read them are left out.');
  const path = (name: RecordingName) => fileURLToPath(new URL(`${name}.jsonl.gz`, folder));
  return {
    available,
    path,
    async *read(name) {
      for await (const line of createInterface({ input: createReadStream(path(name)).pipe(createGunzip()), crlfDelay: Infinity })) {
        if (line !== '') yield toRecord(line);
      }
    },
  };
}

/** `value` is the last member of each line: its text is what follows its name, without the line's closing brace. */
function toRecord(line: string): RecordedRecord {
  const start = line.indexOf(VALUE);
  const { topic, key, timestamp, headers } = JSON.parse(`${line.slice(0, start)}}`) as RecordedRecord;
  return { topic, key, timestamp, headers, value: Buffer.from(line.slice(start + VALUE.length, -1)) };
}
