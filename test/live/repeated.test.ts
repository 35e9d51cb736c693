import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { encode } from '../../src/events/encode.ts';
import { kafkaLog } from '../../src/log/kafka.ts';
import { startApi } from '../support/api.ts';
import { eventsOf } from '../support/analytics.ts';
import { follow, webSocketClient } from '../support/follow.ts';
import { say } from '../support/say.ts';

it('an event that is said again, by a mutation tried again or a second import, is told once', async () => {
  const api = await startApi();
  const client = webSocketClient(api);
  const log = kafkaLog({ kafka: api.config.kafka!, clientId: 'test', epochs: new Map(), log: () => {} });
  onTestFinished(async () => {
    await client.dispose();
    await log.close();
    await api.stop();
  });
  const entityId = randomUUID();
  const events = follow(client, 'subscription { entityChanged { eventId } }');
  const first = events.next();
  await follow(client, '{ __typename }').next();

  const imported = encode(eventsOf(api.tenant)('entity.removed', { id: 'imported', entityId }));
  const described = (eventId: string) => ['describeEntity', { eventId, entityId, name: 'Again', type: 'TECH' }] as const;
  await say(api, described('mutation'), described('mutation'));
  await log.append(imported);
  await log.append(imported);
  await say(api, described('mutation'), described('last'));

  const told = [(await first).value, (await events.next()).value, (await events.next()).value].map(({ data }) => data['entityChanged'].eventId);
  expect(told).toEqual(['mutation', 'imported', 'last']);
});
