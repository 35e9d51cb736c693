import type { AnalyticsReads, MessagePage, StoredMessage } from './reads.ts';
import type { Select } from './select.ts';

type MessageRow = Omit<StoredMessage, 'createdAt' | 'updatedAt' | 'tokens' | 'edited'> & {
  readonly createdAt: string | number;
  readonly updatedAt: string | number;
  readonly tokens: string | number | null;
  readonly edited: number;
};
type PageRow = MessageRow & { readonly n: number; readonly inside: number; readonly within: string | number; readonly total: string | number };

/**
 * What a message is now, from its rows in any order: the newest of what was said, the place that its addition gave it.
 * Hidden when the newest row deletes it. `argMax` passes over NULL, so an edit keeps what it does not name.
 */
const STATE = `
  message_id AS id,
  conversation_id AS conversationId,
  argMax(user_id, order_key) AS userId,
  ifNull(argMax(messages.role, order_key), 'user') AS role,
  ifNull(argMax(messages.content, order_key), '') AS content,
  argMax(messages.model, order_key) AS model,
  argMax(messages.tokens, order_key) AS tokens,
  argMin((messages.place, created_at), (kind, order_key)) AS added,
  added.1 AS place,
  toUnixTimestamp64Milli(added.2) AS createdAt,
  toUnixTimestamp64Milli(argMax(at, order_key)) AS updatedAt,
  max(kind = 'updated') AS edited`;
const ALIVE = `argMax(kind, order_key) != 'deleted'`;

const PAGES = `
  SELECT *
  FROM (
    SELECT
      n, first, last, message.*,
      (after = '' OR place > after) AND (before = '' OR place < before) AS inside,
      row_number() OVER (PARTITION BY n, inside ORDER BY place) AS rank,
      count() OVER (PARTITION BY n, inside) AS within,
      count() OVER (PARTITION BY n) AS total
    FROM (
      SELECT
        arrayJoin(arrayZip(range(length({ids:Array(String)})), {ids:Array(String)}, {after:Array(String)}, {before:Array(String)}, {first:Array(UInt32)}, {last:Array(Int32)})) AS key,
        key.1 AS n, key.2 AS conversationId, key.3 AS after, key.4 AS before, key.5 AS first, key.6 AS last
    ) AS page
    INNER JOIN (
      SELECT ${STATE}
      FROM messages
      WHERE tenant = {tenant:String} AND conversation_id IN {ids:Array(String)}
      GROUP BY conversation_id, message_id
      HAVING ${ALIVE}
    ) AS message USING (conversationId)
  )
  WHERE if(inside, if(last < 0, rank <= first, rank + last > within), rank = 1)
  ORDER BY n, place`;

const BY_ID = `
  SELECT ${STATE}
  FROM messages
  WHERE tenant = {tenant:String} AND message_id IN {ids:Array(String)}
  GROUP BY conversation_id, message_id
  HAVING ${ALIVE}
  ORDER BY conversation_id`;

const MENTIONED = `
  SELECT message_id AS messageId, groupUniqArray(entity_id) AS entityIds
  FROM mentions
  WHERE tenant = {tenant:String} AND message_id IN {ids:Array(String)}
  GROUP BY message_id`;

/** Messages and what is said in them. */
export function messageReads(select: Select): Pick<AnalyticsReads, 'messagePages' | 'messagesById' | 'newestMessages' | 'mentionedIn'> {
  return {
    messagePages: pages,

    async messagesById(tenant, ids) {
      const rows = await select<MessageRow>(BY_ID, { tenant, ids });
      const byId = new Map(rows.map((row) => [row.id, toMessage(row)]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    newestMessages: (tenant, conversationIds, limit) =>
      pages(tenant, conversationIds.map((conversationId) => ({ conversationId, first: 0, last: limit }))),

    async mentionedIn(tenant, messageIds) {
      const rows = await select<{ messageId: string; entityIds: string[] }>(MENTIONED, { tenant, ids: messageIds });
      const byId = new Map(rows.map((row) => [row.messageId, row.entityIds.sort()]));
      return messageIds.map((id) => byId.get(id) ?? []);
    },
  };

  async function pages(tenant: string, keys: Parameters<AnalyticsReads['messagePages']>[1]): Promise<MessagePage[]> {
    const found: { messages: StoredMessage[]; within: number; totalCount: number }[] = keys.map(() => ({ messages: [], within: 0, totalCount: 0 }));
    const rows = await select<PageRow>(PAGES, {
      tenant,
      ids: keys.map((key) => key.conversationId),
      after: keys.map((key) => key.after ?? ''),
      before: keys.map((key) => key.before ?? ''),
      first: keys.map((key) => key.first),
      last: keys.map((key) => key.last ?? -1),
    });
    for (const row of rows) {
      const page = found[row.n]!;
      page.totalCount = Number(row.total);
      if (!row.inside) continue; // came only to carry the total
      page.within = Number(row.within);
      // The join names its own key after the table; what was asked for is the same.
      page.messages.push(toMessage({ ...row, conversationId: keys[row.n]!.conversationId }));
    }
    return found.map(({ messages, within, totalCount }) => ({ messages, hasMore: messages.length < within, totalCount }));
  }
}

function toMessage({ id, conversationId, userId, role, content, model, tokens, place, createdAt, updatedAt, edited }: MessageRow): StoredMessage {
  return {
    id, conversationId, userId, role, content, model, place,
    tokens: tokens === null ? null : Number(tokens),
    createdAt: Number(createdAt),
    updatedAt: Number(updatedAt),
    edited: Boolean(edited),
  };
}
