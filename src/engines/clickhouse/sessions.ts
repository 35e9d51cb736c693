import { Session } from 'chdb';

/** Some connections to one data folder, each of which runs one statement at a time. */
export interface Sessions {
  /** Hands out a connection that uses `database`, waiting for a free one. */
  use<T>(database: string, work: (session: Session) => Promise<T>): Promise<T>;
  /** Ends the statements that carry a mark, from a connection kept for that. */
  kill(mark: string): Promise<void>;
  close(): void;
}

const CONNECTION_ARGS = ['--output_format_json_quote_64bit_integers=1'];

/** @param count how many statements run side by side */
export function openSessions(folder: string, count: number): Sessions {
  const open = () => ({ session: new Session(folder, { connectionArgs: CONNECTION_ARGS }), database: '' });
  const all = Array.from({ length: count }, open);
  const killer = open().session;
  const free = [...all];
  const waiting: ((slot: (typeof all)[number]) => void)[] = [];

  return {
    async use(database, work) {
      const slot = free.pop() ?? (await new Promise<(typeof all)[number]>((resolve) => waiting.push(resolve)));
      try {
        if (slot.database !== database) {
          slot.database = '';
          await slot.session.queryAsync(`USE ${identifier(database)}`);
          slot.database = database;
        }
        return await work(slot.session);
      } finally {
        const next = waiting.shift();
        if (next) next(slot);
        else free.push(slot);
      }
    },
    async kill(mark) {
      await killer.queryAsync(`KILL QUERY WHERE startsWith(query, ${literal(mark)}) SYNC`);
    },
    close() {
      for (const { session } of all) session.close();
      killer.close();
    },
  };
}

/** A text as a SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function identifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}
