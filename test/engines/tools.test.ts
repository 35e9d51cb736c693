import { expect, test } from 'vitest';
import { checkJava, checkMaven, javaMajor } from '../../src/engines/tools.ts';

test('this machine has a Java that is new enough', async () => {
  await expect(checkJava()).resolves.toBeUndefined();
});

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['openjdk version "21" 2023-09-19', 21],
  ['java version "1.8.0_402"', 8],
  ['java version "24-ea"', 24],
])('%s is Java %i', (text, major) => {
  expect(javaMajor(text)).toBe(major);
});

test('without Java or Maven a start says what to install', async () => {
  await expect(checkJava('no-such-java')).rejects.toMatchObject({ code: 'START_FAILED', message: expect.stringMatching(/Java was not found.*apt-get install.*KAFKA_BROKERS/s) });
  await expect(checkMaven('no-such-maven')).rejects.toMatchObject({ code: 'START_FAILED', message: expect.stringMatching(/Maven was not found.*apt-get install/s) });
});
