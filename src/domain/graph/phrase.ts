/**
 * What a person typed as a query of a full-text index: any of the words matches, and nothing in them is syntax.
 * The empty text when there is no word in it: such a query is an error to Lucene.
 */
export function anyWordOf(phrase: string): string {
  return (phrase.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => `"${word}"`).join(' ');
}
