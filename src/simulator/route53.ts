import { randomUUID } from "node:crypto";
import { ListHostedZonesByVPC$, ListResourceRecordSets$ } from "@aws-sdk/client-route-53";
import { NormalizedSchema } from "@smithy/core/schema";
import type { DnsApi } from "../snapshot/apis.ts";
import type { AccountRegion } from "../snapshot/format.ts";
import { findGap, replayGap } from "./ledger.ts";
import { cutPage } from "./page-tokens.ts";
import { refuseJson, replyJson } from "./rest-json.ts";
import { ServiceError } from "./service-error.ts";
import type { Call, Reply, Service, World } from "./service.ts";
import { compileXml, escapeXml, isRecord } from "./xml.ts";

const zonesPath = "/2013-04-01/hostedzonesbyvpc";
const recordsPath = /^\/2013-04-01\/hostedzone\/([^/]+)\/rrset\/?$/;

/** Route 53 as far as private hosted zones are read. It speaks rest-xml: the path names the operation. */
export function createRoute53(world: World): Service {
  const nameApi = ({ path }: Call): string | undefined =>
    path === zonesPath ? "ListHostedZonesByVPC" : recordsPath.test(path) ? "ListResourceRecordSets" : undefined;
  return {
    nameApi,
    refuse: ({ code, status, message }) =>
      replyXml(
        status,
        `<ErrorResponse><Error><Type>Sender</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
      ),
    async answer(call) {
      const api = nameApi(call);
      if (api === "ListHostedZonesByVPC") return write(api, ListHostedZonesByVPC$, await listZones(world, call));
      if (api === "ListResourceRecordSets") return write(api, ListResourceRecordSets$, await listRecords(world, call));
      throw new ServiceError("UnknownOperationException", 404, `No operation at ${call.path}`);
    },
  };
}

/** The service is global, and its answers stand with the Region of the VPC that was asked about. */
async function listZones(world: World, call: Call): Promise<object> {
  const vpc = call.query.get("vpcid") ?? "";
  const region = call.query.get("vpcregion") ?? "";
  const place = await world.read(call.identity.account, region);
  const { HostedZoneSummaries: zones } = answerOf(place, {
    world,
    call: { ...call, region },
    api: "ListHostedZonesByVPC",
    key: vpc,
    notFound: "InvalidVPCId",
  });
  const { items, size, NextToken } = page(world, call, { items: zones, size: "maxitems", token: "nexttoken" });
  return { HostedZoneSummaries: items, MaxItems: size, NextToken };
}

async function listRecords(world: World, call: Call): Promise<object> {
  const [, id = ""] = recordsPath.exec(call.path) ?? [];
  const { account } = call.identity;
  let found: AccountRegion | undefined;
  for (const { name } of world.ledger.regions(account)) {
    // oxlint-disable-next-line no-await-in-loop -- one place's file in memory at a time
    const place = await world.read(account, name);
    const zones: Readonly<Record<string, unknown>> = place?.answers.ListResourceRecordSets ?? {};
    if (place === undefined) continue;
    if (found === undefined || zones[id] !== undefined || isRefused(place)) found = place;
    if (zones[id] !== undefined) break;
  }
  const question = { world, call, api: "ListResourceRecordSets", key: id, notFound: "NoSuchHostedZone" } as const;
  const { ResourceRecordSets: records } = answerOf(found, question);
  return cutRecords(world, call, records ?? []);
}

function isRefused({ gaps }: AccountRegion): boolean {
  const gap = findGap(gaps, "ListResourceRecordSets");
  return gap !== undefined && gap.outcome !== "skipped";
}

/** Continued at a record: its name, its type and its identifier. */
function cutRecords(world: World, { query }: Call, records: readonly Readonly<Record<string, unknown>>[]): object {
  const [name, type, identifier] = ["name", "type", "identifier"].map((member) => query.get(member));
  const isStart = (record: Readonly<Record<string, unknown>>) =>
    record["Name"] === name &&
    (type === null || record["Type"] === type) &&
    (identifier === null || record["SetIdentifier"] === identifier);
  const start = name === null ? 0 : records.findIndex(isStart);
  if (start === -1) throw new ServiceError("InvalidInput", 400, "The simulator continues a listing only at a record");
  const size = Math.min(Number(query.get("maxitems") ?? 300), world.pageLimit);
  const next = records[start + size];
  return {
    ResourceRecordSets: records.slice(start, start + size),
    MaxItems: size,
    IsTruncated: next !== undefined,
    NextRecordName: next?.["Name"],
    NextRecordType: next?.["Type"],
    NextRecordIdentifier: next?.["SetIdentifier"],
  };
}

const associationsPath = "/profileassociations";
const resourcesPath = /^\/profileresourceassociations\/profileid\/([^/]+)$/;

/** Route 53 Profiles, which are regional. It speaks rest-json. */
export function createRoute53Profiles(world: World): Service {
  const nameApi = ({ path }: Call): DnsApi | undefined =>
    path === associationsPath
      ? "ListProfileAssociations"
      : resourcesPath.test(path)
        ? "ListProfileResourceAssociations"
        : undefined;
  return {
    nameApi,
    refuse: refuseJson,
    async answer(call) {
      const api = nameApi(call);
      if (api === undefined) throw new ServiceError("UnknownOperationException", 404, `No operation at ${call.path}`);
      const place = await world.read(call.identity.account, call.region);
      const key = resourcesPath.exec(call.path)?.[1];
      const answer = answerOf(place, { world, call, api, key, notFound: "ResourceNotFoundException" });
      const list = api === "ListProfileAssociations" ? "ProfileAssociations" : "ProfileResourceAssociations";
      const { items, NextToken } = page(world, call, { items: answer[list], size: "maxResults", token: "nextToken" });
      return replyJson(200, { [list]: items.map(withEpochSeconds), NextToken });
    },
  };
}

/** The JSON protocols carry times as seconds. */
function withEpochSeconds(item: Readonly<Record<string, unknown>>): object {
  const isTime = (member: string) => member.endsWith("Time");
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, isTime(name) ? Date.parse(String(value)) / 1000 : value]),
  );
}

interface Question {
  world: World;
  call: Call;
  api: DnsApi;
  key: string | undefined;
  notFound: string;
}

type Lists = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** The recorded answer, or the error for its absence: a refusal is replayed, and what was not asked is not there. */
function answerOf(place: AccountRegion | undefined, { world, call, api, key, notFound }: Question): Lists {
  const recorded: unknown = place?.answers[api];
  const answer = key === undefined || !isRecord(recorded) ? recorded : recorded[key];
  if (isRecord(answer)) return answer as Lists;
  const { account, arn } = call.identity;
  const gap = findGap(place?.gaps ?? world.ledger.row(account, call.region)?.gaps ?? [], api);
  if (gap === undefined || gap.outcome === "skipped") {
    if (key !== undefined) throw new ServiceError(notFound, 404, `${key} does not exist`);
    // Skipped for want of a VPC: there is nothing that could be associated.
    if (gap !== undefined) return { ProfileAssociations: [] };
  }
  const service = api.includes("Profile") ? "route53profiles" : "route53";
  throw replayGap(gap, { arn, action: `${service}:${api}` });
}

interface Listing {
  items: readonly Readonly<Record<string, unknown>>[] | undefined;
  /** Names of the query's members. */
  size: string;
  token: string;
}

function page({ tokens, pageLimit }: World, { identity, path, query }: Call, { items = [], ...names }: Listing) {
  const asked = Number(query.get(names.size) ?? 100);
  const size = Math.min(asked, pageLimit);
  const token = query.get(names.token) ?? undefined;
  const scope = JSON.stringify([identity.account, path, query.get("vpcid")]);
  const cut = cutPage(tokens, items, { scope, token, size });
  if (cut === undefined) throw new ServiceError("InvalidPaginationToken", 400, "The token is not valid");
  return { ...cut, size };
}

function write(api: DnsApi, schema: typeof ListHostedZonesByVPC$, output: object): Reply {
  const content = compileXml(NormalizedSchema.of(schema[5]))(output);
  return replyXml(
    200,
    `<${api}Response xmlns="https://route53.amazonaws.com/doc/2013-04-01/">${content}</${api}Response>`,
  );
}

function replyXml(status: number, xml: string): Reply {
  const headers = { "content-type": "text/xml", "x-amzn-requestid": randomUUID() };
  return { status, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${xml}` };
}
