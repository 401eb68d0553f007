import { apis } from "../snapshot/apis.ts";
import type { Ec2Api } from "../snapshot/apis.ts";
import { ec2Operations } from "./ec2-operations.ts";
import type { Ec2Operation } from "./ec2-operations.ts";
import type { Ec2Request } from "./ec2-request.ts";
import { selectItems } from "./ec2-selection.ts";
import { cutPage } from "./page-tokens.ts";
import type { Input } from "./query-input.ts";
import { invalidParameterValue, missingParameter, ServiceError } from "./service-error.ts";
import type { World } from "./service.ts";
import { isRecord } from "./xml.ts";

/** One page of a recorded list, with what AWS answers beside it. */
export function cutAnswer(world: World, answer: Input, request: Ec2Request & { api: Ec2Api }): Input {
  const { api, input } = request;
  const shape: { list?: string; keyedBy?: string } = apis[api];
  const list = shape.list ?? "";
  const recorded = answer[list];
  if (!Array.isArray(recorded)) {
    throw new ServiceError("InternalError", 500, `The snapshot's answer of ${api} holds no list ${list}`);
  }
  const operation: Ec2Operation = ec2Operations[api];
  const items = selectItems(visibleItems(recorded, request), operation, input);
  if (operation.page === undefined) return { [list]: items };
  const page = cutPage(world.tokens, items, {
    scope: scopeOf(request),
    token: typeof input["NextToken"] === "string" && input["NextToken"] !== "" ? input["NextToken"] : undefined,
    size: Math.min(world.pageLimit, readMaxResults(operation.page, input)),
  });
  if (page === undefined) throw new ServiceError("InvalidPaginationToken", 400, "The pagination token is not valid");
  const { items: shown, ...token } = page;
  return { [list]: shown, ...token, ...besidesList(api, page) };
}

/** What AWS leaves out unless it is asked for by name. */
function visibleItems(
  items: readonly unknown[],
  { api, call, input }: Ec2Request & { api: Ec2Api },
): readonly unknown[] {
  const records = items.filter(isRecord);
  if (api === "DescribeAvailabilityZones" && input["AllAvailabilityZones"] !== true) {
    return records.filter((zone) => zone["OptInStatus"] !== "not-opted-in");
  }
  if (api === "DescribeVpcEndpointServices") {
    const asked = input["ServiceRegions"];
    const regions = new Set(Array.isArray(asked) ? asked.map(String) : [call.region]);
    return records.filter(({ ServiceRegion }) =>
      regions.has(typeof ServiceRegion === "string" ? ServiceRegion : call.region),
    );
  }
  if (api === "SearchTransitGatewayRoutes" && input["Filters"] === undefined) throw missingParameter("Filters");
  return records;
}

/** The members that an answer has beside its list and token (emulators 4.2). */
function besidesList(api: Ec2Api, page: { items: readonly unknown[]; NextToken?: string }): Input {
  if (api === "SearchTransitGatewayRoutes") return { AdditionalRoutesAvailable: page.NextToken !== undefined };
  if (api !== "DescribeVpcEndpointServices") return {};
  return { ServiceNames: page.items.filter(isRecord).map((service) => service["ServiceName"]) };
}

function readMaxResults({ min, max, isCut = false }: NonNullable<Ec2Operation["page"]>, input: Input): number {
  const asked = input["MaxResults"];
  if (typeof asked !== "number") return max;
  if (asked < min || (asked > max && !isCut)) {
    throw invalidParameterValue(
      `Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value from ${min} to ${max}.`,
    );
  }
  return Math.min(asked, max);
}

/** A token continues the same question of the same asker; only the size of the pages may change. */
function scopeOf({ action, call, input }: Ec2Request): string {
  const { MaxResults: _size, NextToken: _token, ...question } = input;
  return JSON.stringify([call.identity.account, call.region, action, question]);
}
