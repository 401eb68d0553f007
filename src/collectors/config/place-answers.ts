import type { Failure } from "../../aws/errors.ts";
import { apiNames, apis, type Answers, type ApiName, type Item } from "../../snapshot/apis.ts";
import { noVpcReason, notRecordedReason, type Gap, type LedgerRow, type RegionFile } from "../../snapshot/format.ts";
import { collectors } from "../index.ts";
import { compareText, sortItems } from "../wire.ts";
import { isValues, itemFromConfiguration } from "./item-from-configuration.ts";
import type { ConfigurationItem } from "./queries.ts";
import { typesRecorded } from "./recorder.ts";
import {
  blockPublicAccessType,
  prefixListType,
  recordedTypeOf,
  recorderType,
  type RecordedType,
} from "./recorded-types.ts";

/** What the aggregator answered about one account and Region. */
export interface RecordedPlace {
  account: string;
  region: string;
  items: readonly ConfigurationItem[];
  /** Types that could not be asked, and why. */
  failures: ReadonlyMap<string, Failure>;
  /** Whether Config knows a type in this Region at all: somebody has one. */
  isKnownType: (resourceType: string) => boolean;
  /** Why the aggregator's copy cannot stand for this place. */
  whyNot: string | undefined;
  /** When it was asked, as ISO 8601 text. */
  askedAt: string;
}

export interface AnsweredPlace {
  row: LedgerRow;
  file: RegionFile;
}

/** How the attempt to answer one API from Config ended: an answer, a failure, or for a keyed API both. */
interface Cell {
  answer?: object;
  capturedAt?: string;
  failure?: Failure;
}

/** The answers that EC2 would have given, as far as Config holds them, and a gap for everything else. */
export function answerFromConfig(place: RecordedPlace): AnsweredPlace {
  const { account, region, whyNot } = place;
  if (whyNot !== undefined)
    return toPlace(place, wholeGap({ outcome: "failed", reason: `${notRecordedReason}: ${whyNot}` }));
  if (place.items.length === 0 && place.failures.size === 0) {
    const reason = `${notRecordedReason}: it holds nothing of this account and Region, not even its recorder`;
    return toPlace(place, wholeGap({ outcome: "failed", reason }));
  }
  const context = openContext(place);
  const cells = new Map(apiNames.map((api): [ApiName, Cell] => [api, answerCell(context, api)]));
  return toPlace({ account, region }, skipWithoutVpc(cells));
}

interface Context extends RecordedPlace {
  byType: ReadonlyMap<string, readonly ConfigurationItem[]>;
  /** Undefined where no recorder says. */
  recorded: ReadonlySet<string> | undefined;
  zones: Zones;
  /** The ids of the VPCs that Config recorded here, which it does with their owners only. */
  ownVpcs: ReadonlySet<unknown>;
  /** Block Public Access is off for all that the account owns here. */
  isOpen: boolean;
}

function openContext(place: RecordedPlace): Context {
  const byType = groupByType(place.items.filter(isCurrent));
  const options = byType.get(blockPublicAccessType) ?? [];
  return {
    ...place,
    byType,
    recorded: typesRecorded(byType.get(recorderType) ?? []),
    zones: indexZones(byType.get("AWS::EC2::Subnet") ?? []),
    ownVpcs: new Set((byType.get("AWS::EC2::VPC") ?? []).map(({ resourceId }) => resourceId)),
    isOpen: options.length === 1 && options.every(({ configuration }) => modeOf(configuration) === "off"),
  };
}

function groupByType(items: readonly ConfigurationItem[]): Map<string, ConfigurationItem[]> {
  const groups = new Map<string, ConfigurationItem[]>();
  for (const item of items) {
    const group = groups.get(item.resourceType);
    if (group === undefined) groups.set(item.resourceType, [item]);
    else group.push(item);
  }
  return groups;
}

/** Config keeps what was deleted for its history. */
function isCurrent({ status }: ConfigurationItem): boolean {
  return !status.startsWith("ResourceDeleted");
}

function modeOf(configuration: ConfigurationItem["configuration"]): unknown {
  return configuration["InternetGatewayBlockMode"] ?? configuration["internetGatewayBlockMode"];
}

function answerCell(context: Context, api: ApiName): Cell {
  if (api === "GetManagedPrefixListEntries") return answerEntries(context);
  const type = recordedTypeOf(api);
  if (type === undefined) return notRecorded();
  const { resourceType } = type;
  const doubt = whyDoubted(context, resourceType);
  if (doubt !== undefined) return { failure: doubt };
  const recorded = context.byType.get(resourceType) ?? [];
  const items: Record<string, unknown>[] = [];
  for (const each of recorded) {
    const item = toItem(context, { api, type }, each);
    const absent = type.required.find((member) => item[member] === undefined);
    if (absent !== undefined) return notRecorded(`${absent} of ${each.resourceId}`);
    items.push(item);
  }
  const { list } = apis[api] as { list: string };
  return { answer: { [list]: sortItems(items, [type.required[0]]) }, capturedAt: oldestOf(context, recorded) };
}

function notRecorded(what?: string): Cell {
  return {
    failure: { outcome: "failed", reason: what === undefined ? notRecordedReason : `${notRecordedReason}: ${what}` },
  };
}

/** Why the items of a type are not all that there is. */
function whyDoubted({ failures, byType, recorded, isKnownType }: Context, resourceType: string): Failure | undefined {
  const failure = failures.get(resourceType);
  if (failure !== undefined) return failure;
  const items = byType.get(resourceType) ?? [];
  const doubt = (reason: string): Failure => ({ outcome: "failed", reason: `${notRecordedReason}: ${reason}` });
  if (recorded?.has(resourceType) === false) return doubt(`the recorder does not record ${resourceType}`);
  if (items.some(({ status }) => status === "ResourceNotRecorded")) return doubt(`it does not record ${resourceType}`);
  if (items.length > 0) return undefined;
  if (recorded === undefined) return doubt(`it holds no ${resourceType} and does not say that it records them`);
  // Types vary by Region (aws-semantics 5.14): a recorder of all types does not record one that Config does not know.
  return isKnownType(resourceType) ? undefined : doubt(`whether it knows ${resourceType} in this Region is not known`);
}

function toItem(
  { account, isOpen, zones, ownVpcs }: Context,
  { api, type }: { api: ApiName; type: RecordedType },
  { configuration, tags }: ConfigurationItem,
): Record<string, unknown> {
  const item: Record<string, unknown> = { ...itemFromConfiguration(type, configuration) };
  const tagMember = api === "DescribeNetworkInterfaces" ? "TagSet" : "Tags";
  const read = tagsOf(tags);
  if (read.length > 0) item[tagMember] = read;
  // A transit gateway is recorded by its owner alone, and does not say who that is.
  if (api === "DescribeTransitGateways") item["OwnerId"] ??= account;
  if (api === "DescribeTransitGatewayVpcAttachments" && ownVpcs.has(item["VpcId"])) item["VpcOwnerId"] ??= account;
  if (api === "DescribeNetworkInterfaces") item["AvailabilityZoneId"] ??= zones.find(item);
  const isOwn = item["OwnerId"] === account;
  if (isOpen && isOwn && (api === "DescribeVpcs" || api === "DescribeSubnets")) {
    // Off for the account means off for each of its VPCs and subnets: exclusions only ever free some of them (2.32).
    item["BlockPublicAccessStates"] ??= { InternetGatewayBlockMode: "off" };
  }
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}

/** `[{"key": "Name", "value": "web", "tag": "Name=web"}]`, in the order of their keys. */
function tagsOf(tags: readonly unknown[]): { Key: string; Value: string }[] {
  return tags
    .filter(isValues)
    .flatMap(({ key, value }) =>
      typeof key === "string" ? [{ Key: key, Value: typeof value === "string" ? value : "" }] : [],
    )
    .sort((a, b) => compareText(a.Key, b.Key));
}

interface Zones {
  /** The zone id of an interface, which Config knows by its zone's name only. */
  find(item: Readonly<Record<string, unknown>>): string | undefined;
}

/** Names of zones are an account's own (3.8), and its subnets have both. */
function indexZones(subnets: readonly ConfigurationItem[]): Zones {
  const byKey = new Map<unknown, unknown>();
  for (const { configuration } of subnets) {
    const { subnetId, availabilityZone, availabilityZoneId } = configuration;
    byKey.set(subnetId, availabilityZoneId).set(availabilityZone, availabilityZoneId);
  }
  return {
    find({ SubnetId, AvailabilityZone }) {
      const id = byKey.get(SubnetId) ?? byKey.get(AvailabilityZone);
      return typeof id === "string" ? id : undefined;
    },
  };
}

/**
 * The entries of the account's own prefix lists. AWS's lists, and those that others share with the account, are not
 * recorded, so the cell is never whole.
 */
function answerEntries(context: Context): Cell {
  const rest = notRecorded("the prefix lists of AWS and of other accounts");
  const lists = context.byType.get(prefixListType) ?? [];
  const doubt = whyDoubted(context, prefixListType);
  if (doubt !== undefined || lists.length === 0) return doubt === undefined ? rest : { failure: doubt };
  const answer: Record<string, { Entries: Item<"GetManagedPrefixListEntries">[] }> = {};
  for (const { configuration, resourceId } of lists.toSorted((a, b) => compareText(a.resourceId, b.resourceId))) {
    const entries = configuration["Entries"] ?? configuration["entries"];
    if (!Array.isArray(entries)) return notRecorded(`the entries of ${resourceId}`);
    answer[resourceId] = { Entries: sortItems(entries.filter(isValues).map(toEntry), ["Cidr"]) };
  }
  return { answer, capturedAt: oldestOf(context, lists), ...rest };
}

function toEntry(entry: Readonly<Record<string, unknown>>): Item<"GetManagedPrefixListEntries"> {
  const [cidr, description] = ["Cidr", "Description"].map((name) => entry[name] ?? entry[name.toLowerCase()]);
  return {
    ...(typeof cidr === "string" ? { Cidr: cidr } : {}),
    ...(typeof description === "string" ? { Description: description } : {}),
  };
}

/** An answer is as old as the oldest item in it. */
function oldestOf({ askedAt }: Context, items: readonly ConfigurationItem[]): string {
  const times = items.map(({ capturedAt }) => capturedAt).filter((time) => time !== undefined);
  return times.reduce((oldest, time) => (time < oldest ? time : oldest), askedAt);
}

/** As where EC2 is asked: without a VPC there is nothing that stands in one, whatever Config records. */
function skipWithoutVpc(cells: ReadonlyMap<ApiName, Cell>): ReadonlyMap<ApiName, Cell> {
  const vpcs = (cells.get("DescribeVpcs")?.answer as Answers["DescribeVpcs"])?.Vpcs;
  const gateways = (cells.get("DescribeTransitGateways")?.answer as Answers["DescribeTransitGateways"])
    ?.TransitGateways;
  if (vpcs === undefined || vpcs.length > 0) return cells;
  const skipped: Cell = { failure: { outcome: "skipped", reason: noVpcReason } };
  const hasNothing = gateways?.length === 0;
  return new Map(
    [...cells].map(([api, cell]): [ApiName, Cell] => {
      const { scope } = collectors[api];
      const isMoot = scope === "vpc" || hasNothing;
      return [api, isMoot && cell.answer === undefined ? skipped : cell];
    }),
  );
}

function wholeGap(failure: Failure): ReadonlyMap<ApiName, Cell> {
  return new Map(apiNames.map((api) => [api, { failure }]));
}

/** One gap for all, where all have the same. */
function toPlace(
  { account, region }: { account: string; region: string },
  cells: ReadonlyMap<ApiName, Cell>,
): AnsweredPlace {
  const answered = apiNames.flatMap((api) => {
    const { answer, capturedAt } = cells.get(api) ?? {};
    return answer === undefined || capturedAt === undefined ? [] : [{ api, answer, capturedAt }];
  });
  const gaps = apiNames.flatMap((api): Gap[] => {
    const failure = cells.get(api)?.failure;
    return failure === undefined ? [] : [{ api, ...failure }];
  });
  const [first] = gaps;
  const isSame = gaps.every(({ outcome, reason }) => outcome === first?.outcome && reason === first.reason);
  const isWhole = first !== undefined && isSame && gaps.length + answered.length === apiNames.length;
  const collected = answered.map(({ api }) => api);
  return {
    row: {
      account,
      region,
      collected,
      ...(collected.length === 0 ? {} : { fromConfig: collected }),
      gaps: isWhole && (collected.length === 0 || first.outcome === "skipped") ? [{ ...first, api: "*" }] : gaps,
    },
    file: {
      account,
      region,
      capturedAt: Object.fromEntries(answered.map(({ api, capturedAt }) => [api, capturedAt])),
      answers: Object.fromEntries(answered.map(({ api, answer }) => [api, answer])),
    },
  };
}
