/** What went wrong, as ClickHouse's HTTP protocol tells it. */
export interface Failure {
  /** ClickHouse's number for it, e.g. 60 for a table that is not there. */
  readonly code: number;
  readonly status: number;
  /** `Code: 60. DB::Exception: … (UNKNOWN_TABLE)`: what clients parse. */
  readonly text: string;
}

/** ClickHouse's own choice of HTTP status for the codes that have one; the rest are 500. */
const STATUS: Readonly<Record<number, number>> = {
  6: 400, 26: 400, 27: 400, 38: 400, 41: 400, 46: 404, 47: 404, 53: 400, 57: 400, 60: 404, 62: 400, 81: 404,
  117: 400, 158: 400, 159: 408, 202: 503, 307: 400,
};
const UNKNOWN_EXCEPTION = 1002;

export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const found = /Code: (\d+)\. DB::Exception/.exec(message);
  if (!found) return { code: UNKNOWN_EXCEPTION, status: 500, text: `Code: ${UNKNOWN_EXCEPTION}. DB::Exception: ${message} (UNKNOWN_EXCEPTION)` };
  const code = Number(found[1]);
  return { code, status: STATUS[code] ?? 500, text: message };
}
