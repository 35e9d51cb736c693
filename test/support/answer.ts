/** What an API answers over either transport. */
export interface Answer<Data> {
  readonly data: Data;
  readonly errors?: readonly { message: string; path?: readonly (string | number)[]; extensions: { code: string } & Record<string, unknown> }[];
  readonly extensions: { freshness?: Record<string, { position: string; lagMs: number }> } & Record<string, unknown>;
}
