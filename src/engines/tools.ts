import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { HelixError } from '../errors.ts';

const OLDEST_JAVA = 17;

/** @throws HelixError START_FAILED when there is no Java on the path, or one too old for the engines */
export async function checkJava(command = 'java'): Promise<void> {
  const version = await output(command, ['-version']);
  const advice = `Install Java ${OLDEST_JAVA} or newer (Debian: apt-get install openjdk-17-jre-headless), or give KAFKA_BROKERS and NEO4J_URI of engines that already run.`;
  if (version === undefined) throw new HelixError('START_FAILED', `Java was not found. ${advice}`);
  const major = javaMajor(version);
  if (!(major >= OLDEST_JAVA)) throw new HelixError('START_FAILED', `Java ${major} is too old. ${advice}`);
}

/**
 * The major version in what `java -version` says; NaN when it says none.
 * `openjdk version "17.0.15"`, and up to Java 8 `java version "1.8.0_402"`.
 */
export function javaMajor(text: string): number {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return Number(first === '1' ? second : first);
}

/** @throws HelixError START_FAILED when there is no Maven on the path */
export async function checkMaven(command = 'mvn'): Promise<void> {
  if ((await output(command, ['-v'])) !== undefined) return;
  throw new HelixError('START_FAILED', 'Maven was not found; it brings the jars of Kafka and Neo4j. Install it (Debian: apt-get install maven), or give KAFKA_BROKERS and NEO4J_URI of engines that already run.');
}

/** What a command says on either stream; undefined when it cannot be run. */
async function output(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, args);
    return `${stdout}\n${stderr}`;
  } catch {
    return undefined;
  }
}
