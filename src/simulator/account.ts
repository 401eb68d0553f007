import { readJsonInput, textOf } from "./json-input.ts";
import { describeDenial } from "./ledger.ts";
import { cutPage } from "./page-tokens.ts";
import type { Input } from "./query-input.ts";
import { refuseJson, replyJson } from "./rest-json.ts";
import { ServiceError } from "./service-error.ts";
import type { Call, Service, World } from "./service.ts";

/** Account Management, of which one operation matters: ListRegions. It speaks rest-json: the path names the operation. */
export function createAccount(world: World): Service {
  const nameApi = ({ path }: Call): string | undefined => (path === "/listRegions" ? "ListRegions" : undefined);
  return {
    nameApi,
    refuse: refuseJson,
    async answer(call) {
      if (nameApi(call) === undefined)
        throw new ServiceError("UnknownOperationException", 404, `No operation at ${call.path}`);
      const input = readJsonInput(call.body);
      if (input === undefined) throw new ServiceError("ValidationException", 400, "The body is not a JSON object");
      return replyJson(200, listRegions(world, call, input));
    },
  };
}

function listRegions(world: World, call: Call, input: Input): Input {
  const account = textOf(input, "AccountId") ?? call.identity.account;
  refuseReader(world, call, account);
  const asked = input["RegionOptStatusContains"];
  const regions = world.ledger
    .regions(account)
    .map(({ name, isEnabled }) => ({
      RegionName: name,
      RegionOptStatus: isEnabled ? "ENABLED_BY_DEFAULT" : "DISABLED",
    }))
    .filter((region) => !Array.isArray(asked) || asked.length === 0 || asked.includes(region.RegionOptStatus));
  const { NextToken: _token, MaxResults: size = 50, ...question } = input;
  if (typeof size !== "number" || !Number.isInteger(size) || size < 1 || size > 50) {
    throw new ServiceError("ValidationException", 400, "MaxResults must be from 1 to 50");
  }
  const page = cutPage(world.tokens, regions, {
    scope: JSON.stringify([call.identity.account, call.path, question]),
    token: textOf(input, "NextToken"),
    size: Math.min(size, world.pageLimit),
  });
  if (page === undefined) throw new ServiceError("ValidationException", 400, "The NextToken is not valid");
  const { items, ...next } = page;
  return { Regions: items, ...next };
}

/** Another account's Regions are for the management account and its delegates (aws-semantics 5.9). */
function refuseReader({ manifest, ledger }: World, call: Call, account: string): void {
  const { identity } = call;
  const isOrganization =
    identity.account === manifest.organization?.managementAccount || identity.account === manifest.callerAccount;
  const gap = ledger.accountGap(account, "DescribeRegions");
  if ((account === identity.account || isOrganization) && gap === undefined) return;
  const message = describeDenial(gap?.reason ?? "", { arn: identity.arn, action: "account:ListRegions" });
  throw new ServiceError("AccessDeniedException", 403, message);
}
