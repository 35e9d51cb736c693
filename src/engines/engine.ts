/** An engine that this program started and owns. To start it again, call the function that started it, on the same folder. */
export interface Engine {
  /** As people know it: Kafka, Neo4j, ClickHouse. */
  readonly name: string;
  /** Where it answers: `host:port` for Kafka, a `bolt://` or `http://` URL for the others. */
  readonly url: string;
  readonly pid: number;
  /** Resolves when the process has ended, asked or not: its exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Ends the process and resolves when it is gone. Safe to call again. */
  stop(): Promise<void>;
}

/** What starting any engine needs. */
export interface EngineOptions {
  /** The engine's own folder: its data, its log, its ports and the mark of its process. */
  readonly folder: string;
  /** Told, in one line each, what takes long. */
  readonly log: (line: string) => void;
  /**
   * `small` starts fast and keeps little memory; `large` has a bigger heap and the optimising compiler, for
   * benchmarks and big data. ClickHouse has one size.
   */
  readonly size?: 'small' | 'large';
  /** Its clients know its address already: another will not do. */
  readonly again?: boolean;
}
