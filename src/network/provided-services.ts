import { needFor } from "../snapshot/format.ts";
import type { AccountRegion } from "../snapshot/format.ts";
import { Unknown } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { tagsFrom, textsFrom } from "./from-answers.ts";

/** A PrivateLink endpoint service that this account provides to others. */
export interface ProvidedService {
  id: string;
  name: string;
  /** Interface, GatewayLoadBalancer. */
  types: readonly string[];
  state: string;
  acceptanceRequired: Maybe<boolean>;
  /** ARNs, or `*`; nobody but the own account where it is empty. */
  allowedPrincipals: Maybe<readonly string[]>;
  tags: Readonly<Record<string, string>>;
}

/** The endpoint services that the account provides in this Region. */
export function providedServices(place: AccountRegion): Maybe<readonly ProvidedService[]> {
  const need = needFor(place, "DescribeVpcEndpointServiceConfigurations");
  if (need !== undefined) return new Unknown([need]);
  const items = place.answers.DescribeVpcEndpointServiceConfigurations?.ServiceConfigurations ?? [];
  return items.map((item) => ({
    id: item.ServiceId ?? "",
    name: item.ServiceName ?? "",
    types: textsFrom(item.ServiceType?.map((each) => each.ServiceType)),
    state: item.ServiceState ?? "",
    acceptanceRequired: item.AcceptanceRequired ?? notSaid(place, item.ServiceId ?? ""),
    allowedPrincipals: allowedPrincipals(place, item.ServiceId ?? ""),
    tags: tagsFrom(item.Tags),
  }));
}

function notSaid({ account, region }: AccountRegion, service: string): Unknown {
  const reason = `the answer does not say whether ${service} requires acceptance`;
  return new Unknown([{ account, region, api: "DescribeVpcEndpointServiceConfigurations", reason }]);
}

/** The permissions are asked service by service, so one service's may be missing while another's are there. */
function allowedPrincipals(place: AccountRegion, service: string): Maybe<readonly string[]> {
  const api = "DescribeVpcEndpointServicePermissions";
  const answer = place.answers[api]?.[service];
  if (answer !== undefined) return textsFrom(answer.AllowedPrincipals.map((each) => each.Principal)).toSorted();
  const reason = place.gaps.find((gap) => gap.api === api || gap.api === "*");
  return new Unknown([
    {
      account: place.account,
      region: place.region,
      api,
      reason:
        reason === undefined
          ? `the permissions of ${service} are not in the snapshot`
          : `${reason.outcome}: ${reason.reason}`,
    },
  ]);
}
