import { isUnknown, mapKnown, type Maybe } from "../unknown.ts";
import { searchHostedNames } from "./hosted-names.ts";
import type { EndpointService, HostedZone, VpcEndpoint } from "./records.ts";
import { unknownHere, type RegionNetwork } from "./region-network.ts";

/**
 * Whether the service behind an endpoint heeds its policy. Endpoints of services that others provide
 * (`com.amazonaws.vpce...`) never do: full access, whatever the document says (policy-semantics 1).
 */
export function acceptsPolicies(network: RegionNetwork, endpoint: VpcEndpoint): Maybe<boolean> {
  if (endpoint.type !== "Gateway" && endpoint.type !== "Interface") return false;
  if (endpoint.serviceName.includes(".vpce-svc-")) return false;
  // The two gateway services have always had policies; no listing needs to say so.
  if (endpoint.type === "Gateway") return true;
  const service = serviceOf(network, endpoint);
  if (isUnknown(service)) return service;
  return service.acceptsPolicies ?? notListed(network, endpoint);
}

/** DynamoDB's interface endpoints have none, whatever else is said (2.26). */
const withoutPrivateDns: ReadonlySet<string> = new Set(["dynamodb", "dynamodb-streams"]);

/** Whether an interface endpoint could have private DNS: its service has names that can be answered privately. */
export function offersPrivateDns(network: RegionNetwork, endpoint: VpcEndpoint): Maybe<boolean> {
  if (endpoint.type !== "Interface" || withoutPrivateDns.has(endpoint.service)) return false;
  if (endpoint.privateDns) return true;
  return mapKnown(serviceOf(network, endpoint), ({ privateDnsName }) => privateDnsName !== undefined);
}

/**
 * The private hosted zone that holds the service's name in the endpoint's VPC, of the VPC itself or of its Profile;
 * undefined where none does. What its records say is not read: a private zone never falls through to public names (2.28).
 */
export function hostedZoneOfName(network: RegionNetwork, endpoint: VpcEndpoint): Maybe<HostedZone | undefined> {
  return mapKnown(serviceOf(network, endpoint), ({ privateDnsName }) => {
    if (privateDnsName === undefined) return undefined;
    const name = privateDnsName.toLowerCase().replace(/^\*\./, "");
    return searchHostedNames(network, endpoint.vpc, {
      words: name,
      isZone: (zone) => zone === name,
      isAbove: (zone) => zone !== "" && name.endsWith(`.${zone}`),
    });
  });
}

function serviceOf(network: RegionNetwork, { serviceName }: VpcEndpoint): Maybe<EndpointService> {
  return mapKnown(
    network.endpointServices,
    (all) =>
      all.find(({ name, types }) => name === serviceName && types.includes("Interface")) ??
      notListed(network, { serviceName }),
  );
}

function notListed(network: RegionNetwork, { serviceName }: Pick<VpcEndpoint, "serviceName">) {
  return unknownHere(network, "DescribeVpcEndpointServices", `${serviceName} is not listed`);
}
