import type { NetworkManagerApi } from "../snapshot/apis.ts";
import type { Gap } from "../snapshot/format.ts";
import { readJsonInput, textOf } from "./json-input.ts";
import { findGap, replayGap } from "./ledger.ts";
import { cutPage } from "./page-tokens.ts";
import type { Input } from "./query-input.ts";
import { refuseJson, replyJson } from "./rest-json.ts";
import { ServiceError } from "./service-error.ts";
import type { Call, Service, World } from "./service.ts";
import { isRecord } from "./xml.ts";

const paths: Record<NetworkManagerApi, RegExp> = {
  ListCoreNetworks: /^\/core-networks$/,
  GetCoreNetwork: /^\/core-networks\/([^/]+)$/,
  ListAttachments: /^\/attachments$/,
  GetVpcAttachment: /^\/vpc-attachments\/([^/]+)$/,
  GetNetworkRoutes: /^\/global-networks\/[^/]+\/network-routes$/,
};

const apis = Object.keys(paths) as NetworkManagerApi[];

/** Network Manager as far as core networks are read. It is global, and speaks rest-json: the path names the operation. */
export function createNetworkManager(world: World): Service {
  const nameApi = ({ path }: Call) => apis.find((api) => paths[api].test(path));
  return {
    nameApi,
    refuse: refuseJson,
    async answer(call) {
      const api = nameApi(call);
      if (api === undefined) throw new ServiceError("UnknownOperationException", 404, `No operation at ${call.path}`);
      return replyJson(200, await operations[api](world, call));
    },
  };
}

type Operation = (world: World, call: Call) => Promise<object>;

const operations: Record<NetworkManagerApi, Operation> = {
  async ListCoreNetworks(world, call) {
    const answer = await findAnywhere(world, call, { api: "ListCoreNetworks" });
    return cut(world, { call, input: fromQuery(call), list: "CoreNetworks", answer });
  },
  GetCoreNetwork: (world, call) => findAnywhere(world, call, { api: "GetCoreNetwork", key: keyOf(call) }),
  async ListAttachments(world, call) {
    const key = call.query.get("coreNetworkId") ?? "";
    const region = call.query.get("edgeLocation") ?? "";
    const answer = await findAt(world, call, { api: "ListAttachments", key, region });
    return cut(world, { call, input: fromQuery(call), list: "Attachments", answer });
  },
  GetVpcAttachment: (world, call) => findAnywhere(world, call, { api: "GetVpcAttachment", key: keyOf(call) }),
  async GetNetworkRoutes(world, call) {
    const input = readJsonInput(call.body) ?? {};
    const answer = await findAt(world, call, { api: "GetNetworkRoutes", ...routeTableOf(input) });
    return cut(world, { call, input, list: "NetworkRoutes", answer });
  },
};

/** The id at the end of the path. */
function keyOf({ path }: Call): string {
  return decodeURIComponent(path.split("/").at(-1) ?? "");
}

function fromQuery({ query }: Call): Input {
  const entries = [...query].map(([name, value]) => [`${name[0]?.toUpperCase()}${name.slice(1)}`, value]);
  return Object.fromEntries(entries) as Input;
}

/** The key that a snapshot has for a route table, and the Region of its edge. */
function routeTableOf(input: Input): { key: string; region: string } {
  const { CoreNetworkSegmentEdge: segment, CoreNetworkNetworkFunctionGroup: group } = member(
    input,
    "RouteTableIdentifier",
  );
  const table = isRecord(segment) ? segment : isRecord(group) ? group : {};
  const kind = isRecord(segment) ? "segment" : "network-function-group";
  const name = isRecord(segment) ? textOf(table, "SegmentName") : textOf(table, "NetworkFunctionGroupName");
  const key = `${textOf(table, "CoreNetworkId")}/${kind}/${name}`;
  return { key, region: textOf(table, "EdgeLocation") ?? "" };
}

function member(input: Input, name: string): Input {
  const value = input[name];
  return isRecord(value) ? value : {};
}

interface Question {
  api: NetworkManagerApi;
  /** Absent where the API is not asked about one thing. */
  key?: string;
}

type Answered = Readonly<Record<string, unknown>>;

/** From whichever Region's file of the account holds it. */
async function findAnywhere(world: World, call: Call, question: Question): Promise<Answered> {
  const { account } = call.identity;
  const rows = world.ledger.regions(account).flatMap(({ name }) => world.ledger.row(account, name) ?? []);
  for (const { region, collected } of rows) {
    if (!collected.includes(question.api)) continue;
    // oxlint-disable-next-line no-await-in-loop -- one place's file in memory at a time
    const answer = await read(world, call, { ...question, region });
    if (answer !== undefined) return answer;
  }
  const gaps = rows.flatMap((row) => row.gaps.filter((gap) => gap.api === question.api));
  throw absence(call, question, gaps.find(({ outcome }) => outcome !== "skipped") ?? gaps[0]);
}

/** From the file of the Region whose edge is asked about. */
async function findAt(world: World, call: Call, question: Question & { region: string }): Promise<Answered> {
  const answer = await read(world, call, question);
  if (answer !== undefined) return answer;
  const row = world.ledger.row(call.identity.account, question.region);
  throw absence(call, question, findGap(row?.gaps ?? [], question.api));
}

async function read(
  world: World,
  { identity }: Call,
  { api, key, region }: Question & { region: string },
): Promise<Answered | undefined> {
  const place = await world.read(identity.account, region);
  const recorded: unknown = place?.answers[api];
  const answer = key === undefined || !isRecord(recorded) ? recorded : recorded[key];
  return isRecord(answer) ? answer : undefined;
}

/** A refusal is replayed, and what was not asked about is not there. */
function absence({ identity }: Call, { api, key }: Question, gap: Gap | undefined): ServiceError {
  const isUnasked = gap === undefined || gap.outcome === "skipped";
  if (key !== undefined && isUnasked)
    return new ServiceError("ResourceNotFoundException", 404, `${key} does not exist`);
  return replayGap(gap, { arn: identity.arn, action: `networkmanager:${api}` });
}

interface Cut {
  call: Call;
  /** With MaxResults and NextToken, whose pages are of what the other members ask. */
  input: Input;
  list: string;
  answer: Answered;
}

const mostResults = 500;

function cut(world: World, { call, input, list, answer }: Cut): object {
  const { NextToken: _token, MaxResults = mostResults, ...question } = input;
  const size = Number(MaxResults);
  if (!Number.isInteger(size) || size < 1 || size > mostResults)
    throw new ServiceError("ValidationException", 400, `MaxResults must be from 1 to ${mostResults}`);
  const page = cutPage(world.tokens, answer[list] as readonly unknown[], {
    scope: JSON.stringify([call.identity.account, call.path, question]),
    token: textOf(input, "NextToken"),
    size: Math.min(size, world.pageLimit),
  });
  if (page === undefined) throw new ServiceError("ValidationException", 400, "The NextToken is not valid");
  const { items, ...next } = page;
  return { [list]: items, ...next };
}
