import { needFor } from "../snapshot/format.ts";
import type { AccountRegion } from "../snapshot/format.ts";
import type { Answers, KeyedApi } from "../snapshot/apis.ts";
import { Unknown, isUnknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { byId, groupBy } from "./collections.ts";
import type { ById } from "./collections.ts";
import type { Remembering } from "./memo.ts";
import type { PrefixLists } from "./prefix-lists.ts";
import type * as records from "./records.ts";
import * as from from "./transit-gateway-from-answers.ts";

/** A transit gateway as its owner sees it: only the owner is sure to see its route tables (2.14). */
export interface TransitGatewayView extends Remembering {
  id: string;
  tags: Readonly<Record<string, string>>;
  account: string;
  region: string;
  attachments: Maybe<ById<records.TransitGatewayAttachment>>;
  routeTables: Maybe<readonly TransitGatewayTable[]>;
  /** For references to prefix lists whose CIDRs the routes do not repeat. */
  prefixLists: PrefixLists;
}

export interface TransitGatewayTable extends records.TransitGatewayRouteTable {
  associations: Maybe<readonly records.TransitGatewayAssociation[]>;
  routes: Maybe<readonly records.TransitGatewayRoute[]>;
}

/** The transit gateways that the account owns in this Region; deleted ones stay listed for hours (2.12). */
export function viewTransitGateways(place: AccountRegion, prefixLists: PrefixLists): TransitGatewayView[] {
  const own = (place.answers.DescribeTransitGateways?.TransitGateways ?? []).filter(
    ({ OwnerId, State }) => OwnerId === place.account && !/^delet/i.test(State ?? ""),
  );
  if (own.length === 0) return [];
  const attachments = listOf(place, "DescribeTransitGatewayAttachments", ({ TransitGatewayAttachments }) =>
    TransitGatewayAttachments.map(from.transitGatewayAttachmentFrom),
  );
  const tables = listOf(place, "DescribeTransitGatewayRouteTables", ({ TransitGatewayRouteTables }) =>
    TransitGatewayRouteTables.map(from.transitGatewayRouteTableFrom).map((table) => readTable(place, table)),
  );
  const attachmentsOf = isUnknown(attachments) ? attachments : groupBy(attachments, (each) => each.transitGateway);
  const tablesOf = isUnknown(tables) ? tables : groupBy(tables, (each) => each.transitGateway);
  return own.map(({ TransitGatewayId: id = "", Tags }) => ({
    memory: new Map(),
    id,
    tags: Object.fromEntries((Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
    account: place.account,
    region: place.region,
    attachments: isUnknown(attachmentsOf) ? attachmentsOf : byId(attachmentsOf.get(id) ?? []),
    routeTables: isUnknown(tablesOf) ? tablesOf : (tablesOf.get(id) ?? []),
    prefixLists,
  }));
}

function readTable(place: AccountRegion, table: records.TransitGatewayRouteTable): TransitGatewayTable {
  const { GetTransitGatewayRouteTableAssociations: associated, SearchTransitGatewayRoutes: found } = place.answers;
  const associations =
    associated?.[table.id] ?? needOfTable(place, "GetTransitGatewayRouteTableAssociations", table.id);
  const routes = found?.[table.id] ?? needOfTable(place, "SearchTransitGatewayRoutes", table.id);
  return {
    ...table,
    associations: isUnknown(associations)
      ? associations
      : associations.Associations.map(from.transitGatewayAssociationFrom),
    routes: isUnknown(routes) ? routes : routes.Routes.map(from.transitGatewayRouteFrom),
  };
}

type TransitGatewayList = "DescribeTransitGatewayAttachments" | "DescribeTransitGatewayRouteTables";

function listOf<A extends TransitGatewayList, T>(
  place: AccountRegion,
  api: A,
  take: (answer: NonNullable<Answers[A]>) => T,
): Maybe<T> {
  const answer = place.answers[api];
  const need = needFor(place, api);
  return answer === undefined || need !== undefined ? new Unknown(need === undefined ? [] : [need]) : take(answer);
}

/** Route tables are asked one by one, so one table's answer may be missing, or cut short, while others' are there. */
function needOfTable(place: AccountRegion, api: KeyedApi, table: string): Unknown {
  const gap = place.gaps.find((each) => each.api === api || each.api === "*");
  const reason = gap === undefined ? `${table} is not in the answer` : `${gap.outcome}: ${gap.reason}`;
  return new Unknown([{ account: place.account, region: place.region, api, reason }]);
}
