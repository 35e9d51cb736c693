import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caughtUp } from '../support/caught-up.ts';
import { startOwnProgram, type OwnProgram } from '../support/own-program.ts';
import { alive, enginePid, familyOf, rolePid } from '../support/processes.ts';
import { dumpStores, type StoreDump } from '../support/store-dump.ts';
import { story } from '../support/story.ts';

describe('kill -9 amid an import', () => {
  let own: OwnProgram;
  let undisturbed: StoreDump;

  beforeAll(async () => {
    own = await startOwnProgram();
    await tell('undisturbed');
    undisturbed = await settled('undisturbed');
  });
  afterAll(() => own?.end());

  it.each([
    ['the api', () => rolePid(own.current().child.pid!, 'api'), /The api process ended \(SIGKILL\)[^]*✓ api ready/],
    ['the projector', () => rolePid(own.current().child.pid!, 'projector'), /The projector process ended \(SIGKILL\)[^]*✓ projector ready/],
    ['Kafka', () => enginePid(own.folder, 'kafka'), /Kafka ended[^]*✓ Kafka ready/],
    ['Neo4j', () => enginePid(own.folder, 'neo4j'), /Neo4j ended[^]*✓ Neo4j ready/],
    ['ClickHouse', () => enginePid(own.folder, 'clickhouse'), /ClickHouse ended[^]*✓ ClickHouse ready/],
  ] as const)('of %s loses nothing, and it is started again', async (name, victim, comesBack) => {
    const tenant = `without ${name}`;
    await tell(tenant, async () => process.kill(await victim(), 'SIGKILL'));
    await own.current().says(comesBack);
    expect(await settled(tenant)).toEqual(undisturbed);
  });

  it('of the program loses nothing acknowledged, and the next start leaves no orphan', async () => {
    const before = await familyOf(own.current().child.pid!);
    await tell('without the program', async () => {
      own.current().child.kill('SIGKILL');
      await own.current().ended;
      const restarted = await own.restart();
      expect(restarted.output()).toMatch(/Ended the Kafka of an earlier start[^]*Ended the Neo4j of an earlier start|Ended the Neo4j of an earlier start[^]*Ended the Kafka of an earlier start/);
      expect(await alive(before)).toEqual([]);
    });
    expect(await settled('without the program')).toEqual(undisturbed);
  });

  /** Appends a story; amid it, when a third is acknowledged and another third is under way, something happens. */
  async function tell(tenant: string, amid: () => Promise<unknown> = async () => {}): Promise<void> {
    const records = story(tenant);
    const third = Math.floor(records.length / 3);
    const append = (from: number, to?: number) => Promise.all(records.slice(from, to).map((record) => own.log.append(record)));
    await append(0, third);
    const underWay = append(third, 2 * third);
    await amid();
    await underWay;
    await append(2 * third);
  }

  async function settled(tenant: string): Promise<StoreDump> {
    await caughtUp(own.log);
    return dumpStores(own.config, tenant);
  }
});
