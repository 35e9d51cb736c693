import { parseJson } from './json.ts';
import { refuse } from './refuse.ts';
import { parseTime } from './time.ts';

export type Json = Readonly<Record<string, unknown>>;

const LONGEST_ID = 512;
const DEEPEST = 32;
/** The largest count that GraphQL's Int can show. */
const LARGEST_COUNT = 2 ** 31 - 1;
const INT64 = 2n ** 63n;

/**
 * The fields of one JSON object, read by name and type. Each reader takes the names that a field has among the
 * variants and reads the first that is there; null, and `""` but for `content`, are Go's way of saying absent.
 * @throws HelixError EVENT_INVALID from every reader, naming the field, what was expected and what came
 */
export class Fields {
  readonly object: Json;
  readonly #path: string;

  constructor(object: Json, path = '') {
    this.object = object;
    this.#path = path;
  }

  /** @throws HelixError EVENT_INVALID when the value is no object */
  static of(value: unknown, path: string): Fields {
    if (!isObject(value)) refuse(path, 'an object', value);
    return new Fields(value, path);
  }

  /** Other content at the same place. */
  with(object: Json): Fields {
    return new Fields(object, this.#path);
  }

  has(...names: readonly string[]): boolean {
    return this.#first(names) !== undefined;
  }

  /** An identity: 1 to 512 characters, required. */
  id(...names: readonly string[]): string {
    return this.optionalId(...names) ?? refuse(this.#at(names[0]!), 'a non-empty string', this.object[names[0]!]);
  }

  optionalId(...names: readonly string[]): string | undefined {
    const value = this.text(...names);
    if (value !== undefined && value.length > LONGEST_ID) this.#refuse(names, `at most ${LONGEST_ID} characters`, value);
    return value;
  }

  text(...names: readonly string[]): string | undefined {
    const value = this.#first(names);
    if (value !== undefined && typeof value !== 'string') this.#refuse(names, 'a string', value);
    return value as string | undefined;
  }

  /** A text that may be empty. */
  content(name: string): string | undefined {
    return this.object[name] === '' ? '' : this.text(name);
  }

  /** A text that some variants write as a number: a debater's position. */
  label(...names: readonly string[]): string | undefined {
    const value = this.#first(names);
    return typeof value === 'number' ? String(value) : this.text(...names);
  }

  /** One of a few words, in any case. `synonyms` are words that other producers use for them. */
  word<W extends string>(name: string, synonyms: Readonly<Record<string, W>>): W | undefined {
    const given = this.text(name)?.toLowerCase();
    if (given === undefined) return undefined;
    if (!Object.hasOwn(synonyms, given)) this.#refuse([name], `one of ${[...new Set(Object.values(synonyms))].join(', ')}`, given);
    return synonyms[given];
  }

  /** A span of time or a cost: finite and not negative. */
  amount(...names: readonly string[]): number | undefined {
    const value = this.#number(names);
    if (value !== undefined && value < 0) this.#refuse(names, 'a number from 0', value);
    return value;
  }

  count(...names: readonly string[]): number | undefined {
    const value = this.#number(names);
    if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= LARGEST_COUNT)) {
      this.#refuse(names, `a whole number from 0 to ${LARGEST_COUNT}`, value);
    }
    return value;
  }

  /** A confidence, importance or strength: taken into 0 to 1, since HelixAgent's own sums went beyond. */
  ratio(...names: readonly string[]): number | undefined {
    const value = this.#number(names);
    return value === undefined ? undefined : Math.min(1, Math.max(0, value));
  }

  /** An int64, exact. */
  integer(...names: readonly string[]): bigint | undefined {
    const value = this.#first(names);
    if (value === undefined) return undefined;
    const exact = Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) ? BigInt(value as string) : INT64;
    if (exact >= INT64 || exact < -INT64) this.#refuse(names, 'a 64-bit integer', value);
    return exact;
  }

  /** Milliseconds since 1970; Go's zero time is absent. */
  time(...names: readonly string[]): number | undefined {
    for (const name of names) {
      const value = this.#first([name]);
      if (value === undefined) continue;
      const time = parseTime(value);
      if (time === null) this.#refuse([name], 'an RFC 3339 time from 1970 to 2199', value);
      if (time !== undefined) return time;
    }
    return undefined;
  }

  requiredTime(name: string): number {
    return this.time(name) ?? refuse(this.#at(name), 'an RFC 3339 time', this.object[name]);
  }

  flag(...names: readonly string[]): boolean | undefined {
    const value = this.#first(names);
    if (value !== undefined && typeof value !== 'boolean') this.#refuse(names, 'true or false', value);
    return value as boolean | undefined;
  }

  /** A list of strings; absent is empty. */
  texts(...names: readonly string[]): readonly string[] {
    const value = this.#list(names);
    const wrong = value.findIndex((item) => typeof item !== 'string');
    if (wrong >= 0) refuse(`${this.#nameOf(names, value)}[${wrong}]`, 'a string', value[wrong]);
    return value as readonly string[];
  }

  /** A free-form object, at most 32 levels deep; absent is empty. */
  record(...names: readonly string[]): Json {
    const value = this.#first(names);
    if (value === undefined) return {};
    if (!isObject(value)) this.#refuse(names, 'an object', value);
    if (deeper(value, DEEPEST)) this.#refuse(names, `at most ${DEEPEST} levels`, value);
    return value;
  }

  /** A nested object's fields. */
  nested(...names: readonly string[]): Fields | undefined {
    const value = this.#first(names);
    return value === undefined ? undefined : Fields.of(value, this.#nameOf(names, value));
  }

  /** A nested object that is written as a string of JSON. */
  embedded(name: string): Fields | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    let value: unknown;
    try {
      value = parseJson(text);
    } catch {
      this.#refuse([name], 'a string of JSON', text);
    }
    return Fields.of(value, this.#at(name));
  }

  /** A list of objects; absent is empty. */
  objects(...names: readonly string[]): readonly Fields[] {
    const value = this.#list(names);
    return value.length === 0 ? [] : value.map((item, i) => Fields.of(item, `${this.#nameOf(names, value)}[${i}]`));
  }

  #number(names: readonly string[]): number | undefined {
    const value = this.#first(names);
    if (value === undefined) return undefined;
    // an integer too long for a double comes as its digits: see json.ts
    const number = typeof value === 'string' && /^-?\d{16,}$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) this.#refuse(names, 'a finite number', value);
    return number;
  }

  #list(names: readonly string[]): readonly unknown[] {
    const value = this.#first(names) ?? [];
    if (!Array.isArray(value)) this.#refuse(names, 'a list', value);
    return value;
  }

  #first(names: readonly string[]): unknown {
    for (const name of names) {
      const value = this.object[name];
      if (value !== undefined && value !== null && value !== '') return value;
    }
    return undefined;
  }

  #refuse(names: readonly string[], expected: string, value: unknown): never {
    refuse(this.#nameOf(names, this.#first(names)), expected, value);
  }

  #nameOf(names: readonly string[], value: unknown): string {
    return this.#at(names.find((name) => this.object[name] === value) ?? names[0]!);
  }

  #at(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function deeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => deeper(inner, levels - 1));
}
