import { apis, type ApiName, type ListApi } from "../snapshot/apis.ts";
import { fillImpliedAnswers, type AccountRegion } from "../snapshot/format.ts";
import { configTypes, parseProperties, type ConfigType, type Property } from "./config-properties.ts";
import { findGap } from "./ledger.ts";
import { isRecord } from "./xml.ts";

type Values = Readonly<Record<string, unknown>>;

/** One configuration item, as a query of AWS Config sees it. */
export type RecordedItem = Values & { accountId: string; awsRegion: string; resourceType: string; resourceId: string };

/**
 * What AWS Config would have recorded of an account and Region: each resource with its owner, without what Config does
 * not record, and the recorder that says which types it records: all but those whose API has no answer here.
 */
export function recordedItems(recorded: AccountRegion): RecordedItem[] {
  const place = fillImpliedAnswers(recorded);
  const items = entries().flatMap(([api, type]) => itemsOfType(place, api, type));
  return [...items, ...prefixLists(place), ...blockPublicAccess(place), recorder(place)];
}

function entries(): [ListApi, ConfigType][] {
  return Object.entries(configTypes) as [ListApi, ConfigType][];
}

function itemsOfType(place: AccountRegion, api: ListApi, type: ConfigType): RecordedItem[] {
  const answer: Values = { ...place.answers[api] };
  const list = answer[apis[api].list];
  const properties = parseProperties(type.properties);
  return (Array.isArray(list) ? list.filter(isRecord) : [])
    .filter((item) => type.owner === undefined || item[type.owner] === undefined || item[type.owner] === place.account)
    .map((item) =>
      toItem(
        place,
        { api, resourceType: type.resourceType, resourceId: String(item[type.id]) },
        {
          configuration: recordStruct(properties, item, type.members ?? {}),
          tags: item["Tags"] ?? item["TagSet"],
        },
      ),
    );
}

interface Identity {
  api: ApiName;
  resourceType: string;
  resourceId: string;
}

function toItem(
  { account, region, capturedAt }: AccountRegion,
  { api, resourceType, resourceId }: Identity,
  { configuration, tags }: { configuration: Values; tags?: unknown },
): RecordedItem {
  return {
    accountId: account,
    awsRegion: region,
    resourceType,
    resourceId,
    configurationItemCaptureTime: capturedAt[api] ?? "2026-01-01T00:00:00.000Z",
    configurationItemStatus: "OK",
    configuration,
    tags: (Array.isArray(tags) ? tags.filter(isRecord) : []).map(({ Key, Value }) => ({
      tag: `${String(Key)}=${String(Value)}`,
      key: Key,
      value: Value,
    })),
  };
}

/** Config writes null for what is not there. */
function recordStruct(
  properties: readonly Property[],
  item: Values,
  members: Readonly<Record<string, string>>,
): Values {
  return Object.fromEntries(
    properties.map((property) => {
      const { name } = property;
      const member = Object.hasOwn(members, name) ? members[name] : undefined;
      return [name, record(property, item[member ?? name.charAt(0).toUpperCase() + name.slice(1)], members)];
    }),
  );
}

function record(property: Property, value: unknown, members: Readonly<Record<string, string>>): unknown {
  if (value === undefined || value === null) return null;
  const { name, inside, isTime } = property;
  const isWrapped = inside.length === 1 && inside[0]?.name === "value";
  if (Array.isArray(value))
    return value.map((each) => (isWrapped ? { value: each as unknown } : record(property, each, members)));
  if (isWrapped) return { value };
  if (isTime) return typeof value === "string" ? Date.parse(value) : null;
  // The code alone stands for the status of a peering connection.
  if (name === "status" && isRecord(value)) return value["Code"] ?? null;
  return inside.length > 0 && isRecord(value) ? recordStruct(inside, value, members) : value;
}

/** The account's own lists only: neither AWS's nor those that others share. */
function prefixLists(place: AccountRegion): RecordedItem[] {
  const { account, answers } = place;
  const own = answers.DescribeManagedPrefixLists?.PrefixLists.filter(({ OwnerId }) => OwnerId === account) ?? [];
  return own.flatMap(({ PrefixListId = "", PrefixListName, AddressFamily, MaxEntries, Version, OwnerId, Tags }) => {
    const entries = answers.GetManagedPrefixListEntries?.[PrefixListId]?.Entries;
    if (entries === undefined) return [];
    const configuration = {
      PrefixListId,
      PrefixListName,
      AddressFamily,
      MaxEntries,
      OwnerId,
      Version: Version === undefined ? null : String(Version),
      Entries: entries.map(({ Cidr, Description }) => ({ Cidr, Description: Description ?? null })),
    };
    const identity = {
      resourceType: prefixListType,
      resourceId: PrefixListId,
      api: "GetManagedPrefixListEntries",
    } as const;
    return [toItem(place, identity, { configuration, tags: Tags })];
  });
}

const prefixListType = "AWS::EC2::PrefixList";

/** The account's own mode in the Region, as its VPCs and subnets show it. */
function blockPublicAccess(place: AccountRegion): RecordedItem[] {
  const { account, answers } = place;
  if (answers.DescribeVpcs === undefined || answers.DescribeSubnets === undefined) return [];
  const mode = [...answers.DescribeVpcs.Vpcs, ...answers.DescribeSubnets.Subnets]
    .filter(({ OwnerId }) => OwnerId === account)
    .map(({ BlockPublicAccessStates }) => BlockPublicAccessStates?.InternetGatewayBlockMode)
    .find((each) => each !== undefined && each !== "off");
  const configuration = { AccountId: account, InternetGatewayBlockMode: mode ?? "off" };
  const resourceType = "AWS::EC2::VPCBlockPublicAccessOptions";
  return [toItem(place, { api: "DescribeVpcs", resourceType, resourceId: account }, { configuration })];
}

function recorder(place: AccountRegion): RecordedItem {
  const missing = entries()
    .filter(([api]) => place.answers[api] === undefined && findGap(place.gaps, api)?.outcome !== "skipped")
    .map(([, { resourceType }]) => resourceType);
  const excluded = place.answers.GetManagedPrefixListEntries === undefined ? [...missing, prefixListType] : missing;
  const strategy = excluded.length === 0 ? "ALL_SUPPORTED_RESOURCE_TYPES" : "EXCLUSION_BY_RESOURCE_TYPES";
  const configuration = {
    Id: "default",
    Name: "default",
    Recording: true,
    RecordingGroup: {
      AllSupported: excluded.length === 0,
      IncludeGlobalResourceTypes: false,
      ResourceTypes: [],
      ExclusionByResourceTypes: { ResourceTypes: excluded },
      RecordingStrategy: { UseOnly: strategy },
    },
  };
  const resourceType = "AWS::Config::ConfigurationRecorder";
  return toItem(place, { api: "DescribeVpcs", resourceType, resourceId: "default" }, { configuration });
}
