import type { Config } from '../config.ts';
import { HelixError } from '../errors.ts';
import { listDeadLetters, replayed, type DeadLetter } from '../log/dead-letters.ts';
import { logOf } from './log-of.ts';

/** `helixgraph dead-letters list` */
export async function deadLettersList(config: Config, { first, json }: { first: number; json?: boolean }): Promise<void> {
  if (!(first >= 1)) throw new HelixError('BAD_USER_INPUT', '--first: expected a number from 1.');
  const letters = await read(config, first);
  for (const letter of letters) process.stdout.write(`${json ? asJson(letter) : asText(letter)}\n`);
  if (letters.length === 0 && !json) process.stdout.write('There are no dead letters.\n');
}

/** `helixgraph dead-letters replay`: what is refused again becomes a new dead letter. */
export async function deadLettersReplay(config: Config, ids: readonly string[], { all }: { all?: boolean }): Promise<void> {
  if (ids.length === 0 && !all) throw new HelixError('BAD_USER_INPUT', 'Name ids that `helixgraph dead-letters list` shows, or say --all.');
  const letters = await read(config, Number.MAX_SAFE_INTEGER);
  const chosen = all ? letters : ids.map((id) => {
    const letter = letters.find((one) => one.id.toString() === id);
    if (!letter) throw new HelixError('NOT_FOUND', `There is no dead letter ${id}. \`helixgraph dead-letters list\` shows those there are.`);
    return letter;
  });
  const log = logOf(config);
  try {
    await Promise.all(chosen.map((letter) => log.append(replayed(letter))));
  } finally {
    await log.close();
  }
  process.stdout.write(`${chosen.length} appended again.\n`);
}

async function read(config: Config, first: number): Promise<readonly DeadLetter[]> {
  const log = logOf(config);
  try {
    return await listDeadLetters(log, first);
  } finally {
    await log.close();
  }
}

function asText({ id, at, code, reason, topic, partition, offset, key }: DeadLetter): string {
  return `${id}  ${new Date(at).toISOString()}  ${topic}/${partition}@${offset}  ${code}  ${reason}${key === null ? '' : `  (key ${key})`}`;
}

function asJson({ value, ...letter }: DeadLetter): string {
  return JSON.stringify({ ...letter, value: value.toString('base64') }, (_, field: unknown) => (typeof field === 'bigint' ? field.toString() : field));
}
