import { needFor } from "../snapshot/format.ts";
import type { AccountRegion } from "../snapshot/format.ts";
import type { Answers } from "../snapshot/apis.ts";
import { Unknown, isUnknown, mapKnown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { byId, groupBy } from "./collections.ts";
import type { ById } from "./collections.ts";
import { answerAbout } from "./keyed-answers.ts";
import type { PrefixLists } from "./prefix-lists.ts";
import type * as records from "./records.ts";
import * as from from "./transit-gateway-from-answers.ts";
import type { TransitPlace, TransitTable } from "./transit-place.ts";

/** A transit gateway as its owner sees it: only the owner is sure to see its route tables (2.14). */
export interface TransitGatewayView extends TransitPlace {
  id: string;
  tags: Readonly<Record<string, string>>;
  attachments: Maybe<ById<records.TransitGatewayAttachment>>;
  routeTables: Maybe<readonly TransitGatewayTable[]>;
}

export interface TransitGatewayTable
  extends records.TransitGatewayRouteTable, TransitTable<records.TransitGatewayRoute> {
  associations: Maybe<readonly records.TransitGatewayAssociation[]>;
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
  const associated = answerAbout(place, "GetTransitGatewayRouteTableAssociations", table.id);
  const found = answerAbout(place, "SearchTransitGatewayRoutes", table.id);
  return {
    ...table,
    associations: mapKnown(associated, ({ Associations }) => Associations.map(from.transitGatewayAssociationFrom)),
    routes: mapKnown(found, ({ Routes }) => Routes.map(from.transitGatewayRouteFrom)),
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
