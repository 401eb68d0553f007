import { AnswerError, isStalePageToken } from "../aws/errors.ts";

export interface Page<Item> {
  items: readonly Item[];
  nextToken: string | undefined;
}

/** No real listing is this long; a service that answers ever new tokens has to come to an end. */
const maxPages = 2_000;

/** How often a listing starts over: AWS's advice where a token is refused (5.12), but not without end. */
const maxRestarts = 3;

/** The tokens lead in a circle. A service that fails in passing may do that once. */
class TokenLoopError extends AnswerError {}

/**
 * Follows page tokens until there is none. An empty page with a token is normal (aws-semantics 5.1): only the absence
 * of a token ends a listing.
 *
 * @throws what `ask` throws, or AnswerError where the tokens lead nowhere
 */
export async function readAllPages<Item>(ask: (token: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  for (let restarts = 0; ; restarts++) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- starts over when the listing before has failed
      return await followTokens(ask);
    } catch (error) {
      const mayPass = isStalePageToken(error) || error instanceof TokenLoopError;
      if (!mayPass || restarts === maxRestarts) throw error;
    }
  }
}

async function followTokens<Item>(ask: (token: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page's token is in the page before it
    const page = await ask(token);
    for (const item of page.items) items.push(item);
    // Some services end a listing with an empty token.
    token = page.nextToken === "" ? undefined : page.nextToken;
    if (token === undefined) return items;
    if (seen.has(token)) throw new TokenLoopError("the listing does not end: the same page token came twice");
    seen.add(token);
  } while (seen.size < maxPages);
  throw new AnswerError(`the listing does not end: more than ${maxPages} pages`);
}
