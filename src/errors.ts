/** What each code means to a caller: may the same call be tried again, may its message be shown, and its HTTP status. */
const codes = {
  CONFIG_INVALID: { retryable: false, visible: true, status: 500 },
  START_FAILED: { retryable: false, visible: true, status: 500 },
  EVENT_INVALID: { retryable: false, visible: true, status: 400 },
  EVENT_CONFLICT: { retryable: false, visible: true, status: 409 },
  BAD_USER_INPUT: { retryable: false, visible: true, status: 400 },
  UNAUTHENTICATED: { retryable: false, visible: true, status: 401 },
  FORBIDDEN: { retryable: false, visible: true, status: 403 },
  AUTHENTICATION_UNAVAILABLE: { retryable: true, visible: true, status: 503 },
  NOT_FOUND: { retryable: false, visible: true, status: 404 },
  LIMIT_EXCEEDED: { retryable: false, visible: true, status: 400 },
  RATE_LIMITED: { retryable: true, visible: true, status: 429 },
  TOO_MANY_SUBSCRIPTIONS: { retryable: true, visible: true, status: 429 },
  OPERATION_NOT_ALLOWED: { retryable: false, visible: true, status: 403 },
  ORIGIN_NOT_ALLOWED: { retryable: false, visible: true, status: 403 },
  PERSISTED_QUERY_NOT_FOUND: { retryable: true, visible: true, status: 200 },
  PERSISTED_QUERY_NOT_SUPPORTED: { retryable: false, visible: true, status: 200 },
  INTROSPECTION_DISABLED: { retryable: false, visible: true, status: 403 },
  PAYLOAD_TOO_LARGE: { retryable: false, visible: true, status: 413 },
  CURSOR_INVALID: { retryable: false, visible: true, status: 400 },
  POSITION_INVALID: { retryable: false, visible: true, status: 400 },
  POSITION_OUT_OF_RANGE: { retryable: false, visible: true, status: 410 },
  EPOCH_CHANGED: { retryable: false, visible: true, status: 410 },
  POSITION_NOT_REACHED: { retryable: true, visible: true, status: 504 },
  POSITION_MOVED: { retryable: true, visible: false, status: 500 },
  SOURCE_UNAVAILABLE: { retryable: true, visible: true, status: 503 },
  SOURCE_TIMEOUT: { retryable: true, visible: true, status: 504 },
  LOG_UNAVAILABLE: { retryable: true, visible: true, status: 503 },
  SUBSCRIPTION_LAGGED: { retryable: true, visible: true, status: 503 },
  SHUTTING_DOWN: { retryable: true, visible: true, status: 503 },
  INTERNAL_SERVER_ERROR: { retryable: false, visible: false, status: 500 },
} as const;

export type ErrorCode = keyof typeof codes;

/** Facts that travel with an error: which store (`source`), what to try next. Shown to clients when the code is visible. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/** The one error this codebase throws on purpose; what a code means is the table above. */
export class HelixError extends Error {
  override readonly name = 'HelixError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: ErrorOptions & { details?: ErrorDetails } = {}) {
    super(message, options);
    this.code = code;
    this.details = options.details ?? {};
  }

  get retryable(): boolean {
    return codes[this.code].retryable;
  }

  get visible(): boolean {
    return codes[this.code].visible;
  }

  get status(): number {
    return codes[this.code].status;
  }

  /** What a GraphQL client sees in `extensions`. Read by graphql-js when it wraps this error. */
  get extensions(): Record<string, unknown> {
    return { code: this.code, retryable: this.retryable, ...this.details };
  }
}

/** A store that did not answer. `source` is the name a client knows it by. */
export function sourceUnavailable(source: 'graph' | 'analytics', cause?: unknown): HelixError {
  const name = source === 'graph' ? 'Neo4j' : 'ClickHouse';
  return new HelixError('SOURCE_UNAVAILABLE', `${name} is not available.`, { cause, details: { source } });
}
