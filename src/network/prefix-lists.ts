import { needFor } from "../snapshot/format.ts";
import type { AccountRegion } from "../snapshot/format.ts";
import { Unknown } from "../unknown.ts";
import type { Maybe, Need } from "../unknown.ts";
import type { Cidr, Family } from "./cidr.ts";
import { cidrsFrom } from "./from-answers.ts";
import type { PrefixList } from "./records.ts";
import { parseServiceName } from "./service-name.ts";
import type { Service } from "./service-name.ts";

export interface PrefixLists {
  account: string;
  region: string;
  lists: ReadonlyMap<string, PrefixList>;
  /** AWS's own lists of each service in this Region, of both families. */
  ofService: Readonly<Record<Service, readonly PrefixList[]>>;
  /** What was not collected of the three APIs that tell about prefix lists. */
  missing: readonly Need[];
}

const prefixListApis = ["DescribePrefixLists", "DescribeManagedPrefixLists", "GetManagedPrefixListEntries"] as const;

export function collectPrefixLists(place: AccountRegion): PrefixLists {
  const lists = readLists(place);
  const all = [...lists.values()];
  return {
    account: place.account,
    region: place.region,
    lists,
    ofService: {
      s3: all.filter((list) => isListOf(list, "s3", place.region)),
      dynamodb: all.filter((list) => isListOf(list, "dynamodb", place.region)),
      s3express: all.filter((list) => isListOf(list, "s3express", place.region)),
    },
    missing: prefixListApis.map((api) => needFor(place, api)).filter((need) => need !== undefined),
  };
}

/**
 * CIDRs come from DescribePrefixLists where it has them, else from GetManagedPrefixListEntries. Ids differ per Region,
 * so a list is known by its name (1.17).
 */
function readLists({ answers }: AccountRegion): Map<string, PrefixList> {
  const described = new Map(
    (answers.DescribePrefixLists?.PrefixLists ?? []).map((item) => [item.PrefixListId ?? "", item]),
  );
  const managed = new Map(
    (answers.DescribeManagedPrefixLists?.PrefixLists ?? []).map((item) => [item.PrefixListId ?? "", item]),
  );
  const entries = new Map(Object.entries(answers.GetManagedPrefixListEntries ?? {}));
  const lists = new Map<string, PrefixList>();
  for (const id of new Set([...described.keys(), ...managed.keys(), ...entries.keys()])) {
    const cidrs = described.get(id)?.Cidrs ?? [];
    const listed = entries.get(id)?.Entries?.map((entry) => entry.Cidr);
    const known = cidrs.length > 0 ? cidrsFrom(cidrs) : listed === undefined ? undefined : cidrsFrom(listed);
    lists.set(id, {
      id,
      name: described.get(id)?.PrefixListName ?? managed.get(id)?.PrefixListName ?? "",
      // DescribePrefixLists answers AWS's own lists only.
      owner: managed.get(id)?.OwnerId ?? (described.has(id) ? "AWS" : undefined),
      family: familyOf(managed.get(id)?.AddressFamily, known),
      cidrs: known,
    });
  }
  return lists;
}

function familyOf(declared: string | undefined, cidrs: readonly Cidr[] | undefined): Family | undefined {
  const text = declared?.toLowerCase();
  return text === "ipv4" || text === "ipv6" ? text : cidrs?.[0]?.family;
}

/** A customer may name a list like AWS's, so the owner counts; S3's IPv6 list has `ipv6.` before the token (1.20). */
function isListOf(list: PrefixList, service: Service, region: string): boolean {
  const name = parseServiceName(list.name);
  const token = name.token.startsWith("ipv6.") ? name.token.slice("ipv6.".length) : name.token;
  return list.owner?.toUpperCase() === "AWS" && token === service && name.region === region;
}

/** The CIDRs of one family in a list that a route names; undefined where the list is of the other family. */
export function cidrsOfList(all: PrefixLists, id: string, family: Family): Maybe<readonly Cidr[] | undefined> {
  const list = all.lists.get(id);
  if (list?.family !== undefined && list.family !== family) return undefined;
  if (list?.cidrs !== undefined) return list.cidrs.filter((cidr) => cidr.family === family);
  return new Unknown([needForEntries(all, `the entries of ${id} are not known`)]);
}

export function needForEntries(all: PrefixLists, reason: string): Need {
  const missing = all.missing.find((need) => need.api === "GetManagedPrefixListEntries") ?? all.missing[0];
  return missing ?? { account: all.account, region: all.region, api: "GetManagedPrefixListEntries", reason };
}
