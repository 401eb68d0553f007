import type { Filter } from "@aws-sdk/client-ec2";
import pLimit from "p-limit";
import type { DnsClients } from "../aws/clients.ts";
import type { Ec2Client } from "../aws/ec2-client.ts";
import { classifyError, type Failure } from "../aws/errors.ts";
import type { RestJsonClient } from "../aws/rest-json-client.ts";
import {
  apis,
  type Answer,
  type Answers,
  type ApiName,
  type Ec2Api,
  type Item,
  type KeyedApi,
  type ListApi,
} from "../snapshot/apis.ts";
import { readAllPages } from "./paging.ts";
import { compareText, sortItems, toWire } from "./wire.ts";

/** One account and Region while it is being collected. */
export interface Place {
  account: string;
  region: string;
  /** Whether the account's own list of Regions says that this one is enabled. */
  regionIsEnabled: boolean;
  /** What has been answered so far. A collector sees the answers of all that it is `after`. */
  answers: Answers;
  /** Sends one request under the limits of the scan. */
  request<Output>(api: ApiName, send: (ec2: Ec2Client) => Promise<Output>): Promise<Output>;
  /** The same for the services that decide DNS. */
  requestDns<Output>(api: ApiName, send: (dns: DnsClients) => Promise<Output>): Promise<Output>;
  /** The same for Network Manager, which is global. */
  requestNetworkManager<Output>(api: ApiName, send: (client: RestJsonClient) => Promise<Output>): Promise<Output>;
}

/**
 * Where an API is asked: in every Region; only where there is a VPC; only where there is a VPC or a transit gateway
 * (a network account may have transit gateways and no VPC).
 */
export type Scope = "region" | "vpc" | "network";

/** How an account shows that an answer which another one was given is its own too. */
interface SharedByRegion {
  /** An API of the account's own that tells, which is ended before the answer is taken. */
  shownBy: ApiName;
  isShown(answer: object, place: Place): boolean;
}

interface Declaration<A extends ApiName> {
  /** What a person calls it: `route-table`. */
  resourceType: string;
  api: A;
  /** The permission that the API needs. */
  iamAction: `${"ec2" | "networkmanager" | "route53" | "route53profiles"}:${string}`;
  scope: Scope;
  /** APIs without whose answers this one cannot be asked. */
  needs?: readonly ApiName[];
  /** APIs whose answers it reads where they are there. */
  after?: readonly ApiName[];
  /** The answer is AWS's own and the same in every account of a Region: a scan of an organization asks once. */
  ofTheRegion?: SharedByRegion;
  /**
   * The service is global, and answers the same question alike in all Regions of an account: the first of them asks.
   * What tells one question from another.
   */
  ofTheAccount?: (place: Place) => string;
}

export interface Collector<A extends ApiName = ApiName> extends Declaration<A> {
  /** @throws what the SDK throws, or AnswerError */
  collect(place: Place): Promise<Collected<A>>;
}

/** An answer, and for an API that is asked once per resource, what is missing from it. */
export interface Collected<A extends ApiName> {
  answer?: NonNullable<Answers[A]>;
  failure?: Failure;
}

type Keyed<A extends ApiName> = Record<string, Answer<A>>;

/** The part of a request that asks for a page. */
export interface PageRequest {
  MaxResults?: number;
  NextToken?: string;
}

type ListMember<A extends ApiName> = (typeof apis)[A] extends { list: infer Member extends string } ? Member : never;

/** An answer as the SDK reads it: the token of the next page, and the list. */
type PageOf<A extends ApiName> = { NextToken?: string | undefined } & {
  [Member in ListMember<A>]?: readonly object[] | undefined;
};

interface Listing<A extends ApiName> {
  /** The largest page that AWS allows (aws-semantics 5.1); absent where the API has no pages. */
  maxResults?: number;
  /** The members that identify an item. */
  sortBy: readonly (keyof Item<A> & string)[];
}

interface ListDeclaration<A extends ListApi> extends Declaration<A>, Listing<A> {
  ask: (ec2: Ec2Client, page: PageRequest & { Filters?: Filter[] }) => Promise<PageOf<A>>;
  /** The listings to make, by their filters; none means that nothing has to be asked. One without filters if absent. */
  batches?: (place: Place) => Filter[][];
  /** @throws AnswerError where the items cannot be all */
  check?: (items: readonly Item<A>[]) => void;
}

/** A collector of an API that is asked once per account and Region. */
export function defineCollector<A extends ListApi>(declaration: ListDeclaration<A>): Collector<A> {
  const { ask, batches, check, ...rest } = declaration;
  const { api } = declaration;
  const collect = async (place: Place): Promise<Collected<A>> => {
    const filters: (Filter[] | undefined)[] = batches === undefined ? [undefined] : batches(place);
    const lists = await Promise.all(
      filters.map((Filters) => {
        const askPage = (ec2: Ec2Client, page: PageRequest) =>
          ask(ec2, Filters === undefined || Filters.length === 0 ? page : { ...page, Filters });
        return readList(place, declaration, askPage);
      }),
    );
    const items = sortItems(lists.flat(), declaration.sortBy);
    check?.(items);
    return { answer: { [apis[api].list]: items } as unknown as NonNullable<Answers[A]> };
  };
  return { ...rest, collect };
}

interface KeyedDeclaration<A extends KeyedApi> extends Declaration<A>, Listing<A> {
  /** The ids to ask about, one by one. */
  keys: (place: Place) => string[];
  ask: (ec2: Ec2Client, page: PageRequest, key: string) => Promise<PageOf<A>>;
}

/** A collector of an API that is asked once per resource. */
export function defineKeyedCollector<A extends Exclude<KeyedApi & Ec2Api, "DescribeVpcAttribute">>(
  declaration: KeyedDeclaration<A>,
): Collector<A> {
  const { ask, keys, ...rest } = declaration;
  const list = listMember(declaration.api);
  const collect = (place: Place): Promise<Collected<A>> =>
    collectByKey(place, keys(place), async (key) => {
      const items = await readList(place, declaration, (ec2, page) => ask(ec2, page, key));
      return { [list]: sortItems(items, declaration.sortBy) } as unknown as Answer<A>;
    });
  return { ...rest, collect };
}

/** All APIs throttle by account, Region and API (aws-semantics 5.2), and a keyed one is asked many times over. */
const keysInFlight = 4;

/** Asks about each key. One key's failure does not take the other answers away, and it is not lost among them. */
export async function collectByKey<A extends KeyedApi>(
  place: Place,
  keys: readonly string[],
  read: (key: string) => Promise<Answer<A>>,
): Promise<Collected<A>> {
  const limit = pLimit(keysInFlight);
  const answer: Keyed<A> = {};
  const failures: KeyFailure[] = [];
  const sorted = [...new Set(keys)].sort(compareText);
  await Promise.all(
    sorted.map((key) =>
      limit(() => read(key)).then(
        (one) => void (answer[key] = one),
        (error: unknown) => void failures.push({ key, failure: classifyError(error, place) }),
      ),
    ),
  );
  const failure = joinFailures(failures);
  const inOrder = Object.fromEntries(sorted.flatMap((key) => (answer[key] === undefined ? [] : [[key, answer[key]]])));
  const isAnswered = sorted.length === 0 || failures.length < sorted.length;
  return {
    ...(isAnswered ? { answer: inOrder as unknown as NonNullable<Answers[A]> } : {}),
    ...(failure === undefined ? {} : { failure }),
  };
}

interface KeyFailure {
  key: string;
  failure: Failure;
}

const worstFirst = ["failed", "throttled-out", "denied", "not-enabled", "skipped"] as const;

/** How many keys a reason names. */
const maxKeysNamed = 5;

/** The worst outcome, with the keys that it befell. */
function joinFailures(failures: readonly KeyFailure[]): Failure | undefined {
  const outcome = worstFirst.find((candidate) => failures.some(({ failure }) => failure.outcome === candidate));
  if (outcome === undefined) return undefined;
  const worst = failures.filter(({ failure }) => failure.outcome === outcome);
  const inOrder = worst.sort((a, b) => compareText(a.key, b.key));
  const keys = failures.map(({ key }) => key).sort(compareText);
  const more = keys.length > maxKeysNamed ? ` and ${keys.length - maxKeysNamed} more` : "";
  const [first] = inOrder;
  return { outcome, reason: `${keys.slice(0, maxKeysNamed).join(", ")}${more}: ${first?.failure.reason ?? ""}` };
}

/** Page by page. MaxResults is always sent: without it, EC2 throttles earlier (aws-semantics 5.2). */
async function readList<A extends ApiName>(
  place: Place,
  { api, maxResults }: Declaration<A> & Listing<A>,
  ask: (ec2: Ec2Client, page: PageRequest) => Promise<PageOf<A>>,
): Promise<Item<A>[]> {
  const size: PageRequest = maxResults === undefined ? {} : { MaxResults: maxResults };
  const list = listMember(api);
  return readAllPages(async (token) => {
    const page = token === undefined ? size : { ...size, NextToken: token };
    const output = await place.request(api, (ec2) => ask(ec2, page));
    // Absent counts as empty: the transport has seen that it is an answer of this service (see aws/answers.ts).
    const items = (output as Record<string, readonly object[] | undefined>)[list] ?? [];
    return { items: items.map(toWire) as unknown as Item<A>[], nextToken: output.NextToken };
  });
}

/** The member of the answer that holds the items. */
function listMember(api: ApiName): string {
  const shape: { list?: string; keyedBy?: string } = apis[api];
  return shape.list ?? "";
}
