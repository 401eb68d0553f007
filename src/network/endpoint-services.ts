import { isUnknown, type Maybe } from "../unknown.ts";
import type { VpcEndpoint } from "./records.ts";
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
  const { endpointServices } = network;
  if (isUnknown(endpointServices)) return endpointServices;
  const service = endpointServices.find(({ name, types }) => name === endpoint.serviceName && types.includes("Interface"));
  return service?.acceptsPolicies ?? unknownHere(network, "DescribeVpcEndpointServices", `${endpoint.serviceName} is not listed`);
}
