import { Unknown, isUnknown, joinUnknowns } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { proveCentral } from "./central-s3.ts";
import type { Reach } from "./central-s3.ts";
import { mergeRanges } from "./cidr.ts";
import { hasDnsAttributes } from "./dns-attributes.ts";
import type { Cidr, Family } from "./cidr.ts";
import { memoize } from "./memo.ts";
import { isShared } from "./participant.ts";
import type { Path, Piece } from "./path.ts";
import type { RouteTable, Subnet, VpcEndpoint } from "./records.ts";
import { unknownHere } from "./region-network.ts";
import type { CentralEndpoint, OrganizationIndex, RegionNetwork } from "./region-network.ts";
import { lookUp } from "./route-lookup.ts";
import { effectiveRouteTable } from "./route-table.ts";
import { hopHere, subnetHop } from "./walk.ts";

/**
 * Private DNS of an S3 interface endpoint takes the Region's S3 names of its whole VPC to the endpoint, whatever the
 * routes say (2.22, 2.24). DynamoDB interface endpoints have no private DNS, and so never count (2.26).
 */
export function overlayDns(network: RegionNetwork, subnet: Subnet, { routed, reach }: Routed): Path {
  const [first] = routed.pieces;
  if (first?.via === "no-addresses" || isShared(network, subnet)) return routed;
  // An IPv6-only subnet reaches an interface endpoint only at an IPv6 address.
  const endpoint = findPrivateDns(network, subnet.vpc, subnet.ipv6Native ? "ipv6" : routed.family);
  if (endpoint === undefined) return overlayCentral(network, subnet, { routed, reach });
  if (isUnknown(endpoint)) return { ...routed, pieces: routed.pieces.map((piece) => doubt(piece, endpoint)) };
  return { ...routed, pieces: [resolveTo(network, subnet, { endpoint, routed })] };
}

interface Routed {
  /** By the routes alone. */
  routed: Path;
  reach: Reach;
}

/** IPv6 takes S3's dual-stack names, which neither the hosted zone nor the Profile that is followed holds. */
function overlayCentral(network: RegionNetwork, subnet: Subnet, { routed, reach }: Routed): Path {
  const { organization } = network;
  if (organization === undefined || routed.family === "ipv6") return routed;
  const proof = proveCentral({ network, organization, subnet, reach });
  if (proof.kind === "nothing") return routed;
  if (proof.kind === "unseen") return doubtCentral(network, subnet, { routed, why: proof.unknown });
  const { piece } = proof;
  const note = [piece.note, followsRoutes(routed)].filter(Boolean).join("; ");
  return { ...routed, pieces: [piece.via === "interface-endpoint" ? { ...piece, note } : piece] };
}

/** Private DNS and hosted zones do not hold the legacy names (2.25). */
function followsRoutes(routed: Path): string {
  const fallback = new Set(
    routed.pieces.map(({ via, nat }) => [isUnknown(via) ? "unknown" : via, nat].filter(Boolean).join(" ")),
  );
  return `s3.amazonaws.com, website and dash-Region names follow the routes: ${[...fallback].join(", ")}`;
}

function resolveTo(
  network: RegionNetwork,
  subnet: Subnet,
  { endpoint, routed }: { endpoint: VpcEndpoint; routed: Path },
): Piece {
  return {
    ranges: [],
    via: "interface-endpoint",
    hops: [subnetHop({ network }, subnet), hopHere({ network }, "vpc-endpoint", endpoint)],
    endpoint: endpoint.id,
    inspected: false,
    note: `by private DNS; ${followsRoutes(routed)}`,
  };
}

function doubt(piece: Piece, unknown: Unknown): Piece {
  return { ...piece, via: isUnknown(piece.via) ? joinUnknowns([piece.via, unknown]) : unknown };
}

/**
 * Where the organization has S3 interface endpoints that hosted zones may give to this VPC, and the subnet has a route to
 * them, it is not known whether its names resolve to them unless Route 53 has said so. What goes by no NAT is as good
 * either way (2.28).
 */
function doubtCentral(network: RegionNetwork, subnet: Subnet, { routed, why }: { routed: Path; why: Unknown }): Path {
  if (!routed.pieces.some(goesByNat)) return routed;
  const central = reachableCentralEndpoint(network, subnet);
  if (central === undefined) return routed;
  const may = `hosted zones or a Route 53 Profile may give ${subnet.vpc} the central S3 endpoint ${central.id} of ${central.account}`;
  const unknown = new Unknown(why.needs.map((need) => ({ ...need, reason: `${need.reason}; ${may}` })));
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
  const { id } = table;
  const found =
    centralOf.recall(network, id) ??
    centralOf.keep(network, id, { endpoint: searchCentralEndpoint(network, table, organization) });
  return found.endpoint;
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
  const key = `${vpc} ${family}`;
  const found =
    endpoints.recall(network, key) ??
    endpoints.keep(network, key, { endpoint: searchPrivateDns(network, vpc, family) });
  return found.endpoint;
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
