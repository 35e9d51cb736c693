/** `"name": 1712345678901234567`. Both quotes belong to one string literal, since \w holds neither a quote nor a backslash: it cannot match inside a text. */
const LONG_INTEGERS = /("\w+"\s*:\s*)(-?\d{16,})(?=\s*[,}])/g;
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;
/** An escaped backslash, a pair of surrogates, or one alone: the only one of six characters. */
const SURROGATES = /\\\\|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2}/g;
const PROTO = /__proto__|\\u005f/i;

/**
 * JSON as other programs write it, made safe to keep:
 * integers that a double cannot hold (int64 nanoseconds) come as strings of their digits, lone surrogates as U+FFFD,
 * and a `__proto__` member is dropped.
 * @throws SyntaxError when it is no JSON
 */
export function parseJson(text: string): unknown {
  const exact = text.replace(LONG_INTEGERS, (member, name: string, digits: string) => (Number.isSafeInteger(Number(digits)) ? member : `${name}"${digits}"`));
  const wellFormed = SURROGATE_ESCAPE.test(exact) ? exact.replace(SURROGATES, (found) => (found.length === 6 ? '\\ufffd' : found)) : exact;
  return PROTO.test(wellFormed) ? JSON.parse(wellFormed, withoutProto) : JSON.parse(wellFormed);
}

function withoutProto(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}
