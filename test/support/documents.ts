import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A fenced block of a document. */
export interface Block {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

const ROOT = new URL('../../', import.meta.url);
const FENCED = /^```(\w+)\n([^]*?)^```$/gm;

/** The fenced blocks of README.md and docs/*.md, in their order. */
export async function readBlocks(): Promise<readonly Block[]> {
  const docs = (await readdir(fileURLToPath(new URL('docs/', ROOT)))).filter((name) => name.endsWith('.md')).sort();
  const files = ['README.md', ...docs.map((name) => `docs/${name}`)];
  const blocks = await Promise.all(files.map(async (file) => {
    const text = await readFile(new URL(file, ROOT), 'utf8');
    return [...text.matchAll(FENCED)].map((match) => ({ file, line: text.slice(0, match.index).split('\n').length, language: match[1]!, text: match[2]! }));
  }));
  return blocks.flat();
}

/** The commands of a `sh` block: a line each, but for those that go on. */
export function commandsOf({ text }: Block): readonly string[] {
  return text.replaceAll(/\\\n\s*/g, '').split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

/** JSON as documents show it: "…" outside of a text stands for what is left out. */
export function shown(text: string): unknown {
  return JSON.parse(text.replaceAll(/"(?:[^"\\]|\\.)*"|,?\s*…\s*,?/g, (part) => (part.startsWith('"') ? part : ' ')));
}

/**
 * How an answer is not of the shape that is shown: other fields, a list without what it should hold, another kind of value.
 * Figures and texts may differ: a sample is told relative to now.
 */
export function unlike(answer: unknown, example: unknown, path = ''): readonly string[] {
  if (Array.isArray(example)) {
    if (!Array.isArray(answer)) return [`${path}: expected a list, got ${JSON.stringify(answer)}`];
    if (example.length > 0 && answer.length === 0) return [`${path}: nothing in it`];
    return answer.flatMap((one, i) => (example.length === 0 ? [] : unlike(one, example[Math.min(i, example.length - 1)], `${path}[${i}]`)));
  }
  if (typeof example === 'object' && example !== null) {
    if (typeof answer !== 'object' || answer === null) return [`${path}: expected an object, got ${JSON.stringify(answer)}`];
    const [have, want] = [answer, example].map((of) => Object.keys(of).join(', '));
    if (have !== want) return [`${path}: expected the fields ${want}, got ${have}`];
    return Object.entries(example).flatMap(([name, value]) => unlike((answer as Record<string, unknown>)[name], value, `${path}.${name}`));
  }
  return typeof answer === typeof example ? [] : [`${path}: expected ${JSON.stringify(example)}, got ${JSON.stringify(answer)}`];
}
