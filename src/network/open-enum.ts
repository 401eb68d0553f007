/**
 * AWS's enums as they are met on the wire: open, and in other letter case than the SDK's types say (aws-semantics 1.26,
 * 4.6). A known value is brought to one spelling; an unknown one stays verbatim and equals nothing.
 */
export const vocabulary = {
  associationState: ["associating", "associated", "disassociating", "disassociated", "failed"],
  blockPublicAccess: ["off", "block-bidirectional", "block-ingress"],
  connectivity: ["public", "private"],
  endpointState: [
    "pendingAcceptance",
    "pending",
    "available",
    "deleting",
    "deleted",
    "rejected",
    "failed",
    "expired",
    "partial",
  ],
  endpointType: ["Interface", "Gateway", "GatewayLoadBalancer", "Resource", "ServiceNetwork", "Tunnel"],
  interfaceStatus: ["available", "associated", "attaching", "in-use", "detaching"],
  interfaceType: [
    "interface",
    "natGateway",
    "transit_gateway",
    "vpc_endpoint",
    "gateway_load_balancer_endpoint",
    "gateway_load_balancer",
    "network_load_balancer",
    "load_balancer",
    "global_accelerator_managed",
    "lambda",
  ],
  ipAddressType: ["ipv4", "ipv6", "dualstack"],
  natGatewayState: ["pending", "failed", "available", "deleting", "deleted"],
  routeOrigin: ["CreateRouteTable", "CreateRoute", "EnableVgwRoutePropagation", "Advertisement"],
  routeState: ["active", "blackhole", "filtered"],
  subnetState: ["available", "pending", "unavailable", "failed", "failed-insufficient-capacity"],
  zoneType: ["availability-zone", "local-zone", "wavelength-zone"],
} as const satisfies Record<string, readonly string[]>;

export function canonical(text: string, known: readonly string[]): string {
  if (known.includes(text)) return text;
  const folded = text.toLowerCase();
  return known.find((candidate) => candidate.toLowerCase() === folded) ?? text;
}
