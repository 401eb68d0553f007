import { AnswerError, isStalePageToken } from "../../aws/errors.ts";
import type { Page } from "../paging.ts";
import type { ConfigurationItem } from "./queries.ts";

/** The items of one query in the order of their accounts, of which no more than an account's and a page are held. */
export interface AccountStream {
  /** The items of one account. Accounts are to be taken in ascending order; those that are passed over are dropped. */
  take(account: string): Promise<ConfigurationItem[]>;
}

type AskPage = (token: string | undefined) => Promise<Page<ConfigurationItem>>;

/** How often a query starts over where its page token is refused (aws-semantics 5.12). */
const maxRestarts = 3;

/** @param ask must answer in ascending order of accounts: the stream checks that it does */
export function openAccountStream(ask: AskPage): AccountStream {
  let pages = followPages(ask);
  let restarts = 0;
  let ahead: ConfigurationItem[] = [];
  let isOver = false;
  // What failed once must not look like an empty rest to the accounts after it.
  let failure: unknown;

  async function advance(): Promise<void> {
    const page = await pages.next();
    if (page.done === true) isOver = true;
    else ahead = page.value;
  }

  async function read(account: string): Promise<ConfigurationItem[]> {
    const taken: ConfigurationItem[] = [];
    for (;;) {
      const end = ahead.findIndex((item) => item.account > account);
      const upTo = end === -1 ? ahead : ahead.slice(0, end);
      for (const item of upTo) if (item.account === account) taken.push(item);
      ahead = end === -1 ? [] : ahead.slice(end);
      if (ahead.length > 0 || isOver) return taken;
      // oxlint-disable-next-line no-await-in-loop -- each page's token is in the page before it
      await advance();
    }
  }

  return {
    async take(account) {
      if (failure !== undefined) throw failure;
      for (;;) {
        try {
          // oxlint-disable-next-line no-await-in-loop -- starts over when the query before has failed
          return await read(account);
        } catch (error) {
          if (!isStalePageToken(error) || restarts === maxRestarts) {
            failure = error;
            throw error;
          }
          // From the first page: what is before this account is dropped on the way to it.
          restarts += 1;
          pages = followPages(ask);
          ahead = [];
          isOver = false;
        }
      }
    },
  };
}

/** @throws AnswerError where the tokens lead in a circle, or the accounts are not in order */
async function* followPages(ask: AskPage): AsyncGenerator<ConfigurationItem[], void, undefined> {
  const seen = new Set<string>();
  let last = "";
  let token: string | undefined;
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page's token is in the page before it
    const { items, nextToken } = await ask(token);
    for (const { account } of items) {
      if (account < last) throw new AnswerError("AWS Config did not answer in the order that was asked for");
      last = account;
    }
    yield [...items];
    token = nextToken === "" ? undefined : nextToken;
    if (token === undefined) return;
    if (seen.has(token)) throw new AnswerError("the query does not end: the same page token came twice");
    seen.add(token);
  } while (true);
}
