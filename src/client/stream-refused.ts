/** What a server says against a subscription. */
export interface Refusal {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A subscription that the server refused or ended. */
export class StreamRefused extends Error {
  override readonly name = 'StreamRefused';

  constructor(readonly errors: readonly Refusal[]) {
    super(errors.map(({ message }) => message).join('\n') || 'The server answered nothing.');
  }

  /** Whether the same may go well when it is tried again. */
  get retryable(): boolean {
    return this.errors.length > 0 && this.errors.every(({ extensions }) => extensions?.['retryable'] === true);
  }
}
