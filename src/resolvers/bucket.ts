import { registerEnumType } from 'type-graphql';

export const Bucket = { MINUTE: 'MINUTE', HOUR: 'HOUR', DAY: 'DAY', WEEK: 'WEEK', MONTH: 'MONTH' } as const;
export type BucketName = keyof typeof Bucket;

registerEnumType(Bucket, {
  name: 'Bucket',
  description: 'How long each bucket of a time series is. Buckets begin as in UTC, weeks on Monday.',
  valuesConfig: {
    MINUTE: { description: 'A minute.' },
    HOUR: { description: 'An hour.' },
    DAY: { description: 'A day.' },
    WEEK: { description: 'A week from Monday.' },
    MONTH: { description: 'A calendar month.' },
  },
});
