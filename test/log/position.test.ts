import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionCodec } from '../../src/log/position-codec.ts';
import { after, covers, EMPTY, merge, partitionOf, topicPartition, type Position, type TopicPartition } from '../../src/log/position.ts';

const SEED = 20_260_101;
const key = fc.tuple(fc.constantFrom('a', 'b.c', 'd/e'), fc.nat(3)).map(([topic, partition]): TopicPartition => topicPartition(topic, partition));
const point = fc.record({ epoch: fc.nat(2), next: fc.bigInt({ min: 0n, max: 1n << 62n }) });
const position = fc.array(fc.tuple(key, point)).map((entries): Position => new Map(entries));
const holds = <T extends unknown[]>(property: fc.IProperty<T>) => fc.assert(property, { seed: SEED, numRuns: 300 });

describe(`positions (seed ${SEED})`, () => {
  it('merge to what covers both, whatever the order', () => {
    holds(fc.property(position, position, position, (a, b, c) => {
      expect(covers(merge(a, b), a) && covers(merge(a, b), b)).toBe(true);
      expect(covers(merge(merge(a, b), c), merge(a, merge(b, c)))).toBe(true);
      expect(covers(merge(b, a), merge(a, b)) && covers(merge(a, b), merge(b, a))).toBe(true);
      expect(merge(a, a)).toEqual(a);
    }));
  });

  it('count those of an older epoch as none', () => {
    const old: Position = new Map([[topicPartition('t', 0), { epoch: 1, next: 900n }]]);
    const fresh: Position = new Map([[topicPartition('t', 0), { epoch: 2, next: 1n }]]);
    expect(covers(old, fresh)).toBe(false);
    expect(covers(fresh, old)).toBe(true);
  });

  it('begin before everything', () => {
    expect(covers(EMPTY, after({ topic: 't', partition: 3, epoch: 0, offset: 0n }))).toBe(false);
    expect(covers(after({ topic: 't', partition: 3, epoch: 0, offset: 7n }), after({ topic: 't', partition: 3, epoch: 0, offset: 6n }))).toBe(true);
    expect(partitionOf(topicPartition('a/b', 12))).toEqual({ topic: 'a/b', partition: 12 });
  });

  it('come back from their opaque text, for their tenant and key only', () => {
    const codec = positionCodec(randomBytes(32));
    holds(fc.property(position, (p) => {
      expect(codec.decode(codec.encode(p, 'acme'), 'acme')).toEqual(p);
    }));
    const text = codec.encode(after({ topic: 't', partition: 0, epoch: 0, offset: 5n }), 'acme');
    for (const refused of [() => codec.decode(text, 'globex'), () => positionCodec(randomBytes(32)).decode(text, 'acme'), () => codec.decode(`${text.slice(0, -2)}AA`, 'acme'), () => codec.decode('', 'acme')])
      expect(refused).toThrow(expect.objectContaining({ code: 'POSITION_INVALID' }));
  });

  it('do not show the volume of the log in their text', () => {
    const codec = positionCodec(randomBytes(32));
    const text = codec.encode(after({ topic: 'helixagent.conversations', partition: 0, epoch: 0, offset: 5n }), 'acme');
    expect(Buffer.from(text, 'base64url').toString('latin1')).not.toContain('helixagent');
  });
});
