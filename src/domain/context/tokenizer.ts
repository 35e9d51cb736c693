import type { CountTokens } from './newest-within.ts';

// Message text that looks like a control token is only text.
const AS_TEXT = { disallowedSpecial: new Set<string>(), allowedSpecial: new Set<string>() };

/**
 * The tokenizer of a model: cl100k for GPT-4 and GPT-3.5, o200k for OpenAI's later ones. For the models of others, which
 * publish none, o200k stands in. Each vocabulary takes some megabytes, so it is loaded when first asked for.
 */
export async function tokenizerOf(model: string | null): Promise<CountTokens> {
  const isOlder = model !== null && /(^|\/)gpt-(4(?![.o\d])|3\.5)/i.test(model);
  const { isWithinTokenLimit } = isOlder ? await import('gpt-tokenizer/encoding/cl100k_base') : await import('gpt-tokenizer/encoding/o200k_base');
  return (text, atMost) => {
    if (text === '') return 0;
    const tokens = isWithinTokenLimit(text, atMost, AS_TEXT);
    return tokens === false ? null : tokens;
  };
}
