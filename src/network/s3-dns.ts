import { Unknown, isUnknown, joinUnknowns } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { mergeRanges } from "./cidr.ts";
import type { Cidr, Family } from "./cidr.ts";
import { memoize } from "./memo.ts";
import { isShared } from "./participant.ts";
import type { Path, Piece } from "./path.ts";
import type { RouteTable, Subnet, VpcEndpoint } from "./records.ts";
import { unknownHere } from "./region-network.ts";
import type { CentralEndpoint, OrganizationIndex, RegionNetwork } from "./region-network.ts";
import { lookUp } from "./route-lookup.ts";
import { effectiveRouteTable } from "./route-table.ts";
import { hopHere, nameOf, subnetHop } from "./walk.ts";

/**
 * Private DNS of an S3 interface endpoint takes the Region's S3 names of its whole VPC to the endpoint, whatever the
 * routes say (2.22, 2.24). DynamoDB interface endpoints have no private DNS, and so never count (2.26).
 */
export function overlayDns(network: RegionNetwork, subnet: Subnet, routed: Path): Path {
  const [first] = routed.pieces;
  if (first?.via === "no-addresses" || isShared(network, subnet)) return routed;
  // An IPv6-only subnet reaches an interface endpoint only at an IPv6 address.
  const endpoint = findPrivateDns(network, subnet.vpc, subnet.ipv6Native ? "ipv6" : routed.family);
  if (endpoint === undefined) return doubtCentral(network, subnet, routed);
  if (isUnknown(endpoint)) return { ...routed, pieces: routed.pieces.map((piece) => doubt(piece, endpoint)) };
  return { ...routed, pieces: [resolveTo(network, subnet, { endpoint, routed })] };
}

function resolveTo(
  network: RegionNetwork,
  subnet: Subnet,
  { endpoint, routed }: { endpoint: VpcEndpoint; routed: Path },
): Piece {
  const fallback = new Set(
    routed.pieces.map(({ via, nat }) => [isUnknown(via) ? "unknown" : via, nat].filter(Boolean).join(" ")),
  );
  return {
    ranges: [],
    via: "interface-endpoint",
    hops: [
      subnetHop({ network }, subnet),
      hopHere({ network }, { type: "vpc-endpoint", id: endpoint.id, ...nameOf(endpoint) }),
    ],
    endpoint: endpoint.id,
    inspected: false,
    // Private DNS does not hold the legacy names (2.25).
    note: `by private DNS; s3.amazonaws.com, website and dash-Region names follow the routes: ${[...fallback].join(", ")}`,
  };
}

function doubt(piece: Piece, unknown: Unknown): Piece {
  return { ...piece, via: isUnknown(piece.via) ? joinUnknowns([piece.via, unknown]) : unknown };
}

/**
 * Where the organization has S3 interface endpoints that hosted zones may give to this VPC, and the subnet has a route to
 * them, it is not known whether its names resolve to them: the hosted zones and Route 53 Profiles that would prove it are
 * not in a snapshot. What goes by no NAT is as good either way (2.28).
 */
function doubtCentral(network: RegionNetwork, subnet: Subnet, routed: Path): Path {
  if (!routed.pieces.some(goesByNat)) return routed;
  const central = reachableCentralEndpoint(network, subnet);
  if (central === undefined) return routed;
  const { account, region } = network;
  const reason = `hosted zones or a Route 53 Profile may give ${subnet.vpc} the central S3 endpoint ${central.id} of ${central.account}`;
  const unknown = new Unknown([{ account, region, api: "ListHostedZonesByVPC", reason }]);
  return { ...routed, pieces: routed.pieces.map((piece) => (goesByNat(piece) ? doubt(piece, unknown) : piece)) };
}

function goesByNat({ via }: Piece): boolean {
  return via === "nat-gateway" || via === "nat-instance" || via === "central-nat";
}

const centralOf = memoize<{ endpoint: CentralEndpoint | undefined }>();

function reachableCentralEndpoint(network: RegionNetwork, subnet: Subnet): CentralEndpoint | undefined {
  const { organization } = network;
  const table = effectiveRouteTable(network, subnet);
  if (organization === undefined || isUnknown(table)) return undefined;
  return centralOf(network, table.id, () => ({ endpoint: searchCentralEndpoint(network, table, organization) }))
    .endpoint;
}

function searchCentralEndpoint(
  network: RegionNetwork,
  table: RouteTable,
  organization: OrganizationIndex,
): CentralEndpoint | undefined {
  const gateways = table.routes
    .filter(({ target }) => target.kind === "transit-gateway")
    .map(({ target }) => target.id);
  return [...new Set(gateways)]
    .flatMap((gateway) => organization.centralEndpoints(gateway).map((endpoint) => ({ gateway, endpoint })))
    .filter(({ endpoint }) => endpoint.region === network.region && endpoint.vpc !== table.vpc)
    .toSorted((a, b) => (a.endpoint.id < b.endpoint.id ? -1 : 1))
    .find(({ gateway, endpoint }) => leadsTo(network, table, { gateway, cidrs: endpoint.cidrs }))?.endpoint;
}

/** Whether the table sends any of the addresses to the transit gateway. */
function leadsTo(
  network: RegionNetwork,
  table: RouteTable,
  { gateway, cidrs }: { gateway: string; cidrs: readonly Cidr[] },
): boolean {
  const ranges = mergeRanges(cidrs.filter(({ family }) => family === "ipv4"));
  return lookUp(network, table, { family: "ipv4", ranges }).some(
    ({ winner }) =>
      winner !== undefined &&
      !isUnknown(winner) &&
      winner.route.state === "active" &&
      winner.route.target.id === gateway,
  );
}

const endpoints = memoize<{ endpoint: Maybe<VpcEndpoint | undefined> }>();

/** The S3 interface endpoint whose private DNS answers in a VPC; undefined where none does. */
function findPrivateDns(network: RegionNetwork, vpc: string, family: Family): Maybe<VpcEndpoint | undefined> {
  return endpoints(network, `${vpc} ${family}`, () => ({ endpoint: searchPrivateDns(network, vpc, family) })).endpoint;
}

function searchPrivateDns(network: RegionNetwork, vpc: string, family: Family): Maybe<VpcEndpoint | undefined> {
  if (isUnknown(network.endpointsByVpc)) return network.endpointsByVpc;
  const candidates = (network.endpointsByVpc.get(vpc) ?? [])
    .filter((endpoint) => isCandidate(network, endpoint, family))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (candidates.length === 0) return undefined;
  const answers = hasDnsAttributes(network, vpc);
  if (answers === false) return undefined;
  const judged = candidates.map((endpoint) => ({ endpoint, answers: answersInVpc(network, endpoint) }));
  const unknowns = [answers, ...judged.map((each) => each.answers)].filter(isUnknown);
  const effective = judged.find((each) => each.answers === true)?.endpoint;
  if (effective !== undefined && !isUnknown(answers)) return effective;
  const isHopeless = judged.every((each) => each.answers === false);
  return isHopeless || unknowns.length === 0 ? undefined : joinUnknowns(unknowns);
}

function isCandidate(network: RegionNetwork, endpoint: VpcEndpoint, family: Family): boolean {
  const { type, service, serviceRegion, privateDns, ipAddressType } = endpoint;
  const isOfS3 = type === "Interface" && service === "s3" && serviceRegion === network.region;
  return isOfS3 && privateDns && (ipAddressType === family || ipAddressType === "dualstack");
}

/** Both attributes of the VPC must be on (2.22). */
function hasDnsAttributes(network: RegionNetwork, vpc: string): Maybe<boolean> {
  if (isUnknown(network.dnsAttributes)) return network.dnsAttributes;
  const { support, hostnames } = network.dnsAttributes.get(vpc) ?? { support: undefined, hostnames: undefined };
  if (support === false || hostnames === false) return false;
  if (support === true && hostnames === true) return true;
  return unknownHere(network, "DescribeVpcAttribute", `the DNS attributes of ${vpc} are not in the snapshot`);
}

/** Private DNS that is only for the inbound resolver endpoint leaves the VPC's own names public (2.23). */
function answersInVpc(network: RegionNetwork, { id, state, inboundResolverOnly }: VpcEndpoint): Maybe<boolean> {
  if (inboundResolverOnly === true || dead.has(state)) return false;
  if (state !== "available") return unknownHere(network, "DescribeVpcEndpoints", `${id} is ${state}: collect again`);
  if (inboundResolverOnly === false) return true;
  return unknownHere(
    network,
    "DescribeVpcEndpoints",
    `whether the private DNS of ${id} is for the inbound resolver only is not in the answer`,
  );
}

const dead: ReadonlySet<string> = new Set([
  "pendingAcceptance",
  "rejected",
  "expired",
  "failed",
  "deleting",
  "deleted",
]);
