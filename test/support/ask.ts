import type { Answer } from './answer.ts';

export interface AskOptions {
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Reads what was written up to there. */
  readonly minPosition?: string | readonly string[];
  /** Who asks. */
  readonly token?: string;
}

/** Sends an operation to an API over HTTP. */
export async function ask<Data = Record<string, any>>(url: string, query: string, { variables, minPosition, token }: AskOptions = {}): Promise<Answer<Data>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables, ...(minPosition === undefined ? {} : { extensions: { minPosition } }) }),
  });
  return (await response.json()) as Answer<Data>;
}

const PAUSE_MS = 200;

/** As a client does that obeys `retryable`: asks again while an answer says that this may help. */
export async function askAgain<Data = Record<string, any>>(url: string, query: string, options: AskOptions = {}): Promise<Answer<Data>> {
  for (;;) {
    const answer = await ask<Data>(url, query, options);
    if (!answer.errors?.every(({ extensions }) => extensions['retryable'])) return answer;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
