import { Unknown, isUnknown, joinUnknowns } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import { proveCentral } from "./central-s3.ts";
import { compareIds } from "./collections.ts";
import type { Reach } from "./central-s3.ts";
import { hasDnsAttributes } from "./dns-attributes.ts";
import type { Family } from "./cidr.ts";
import { memoize } from "./memo.ts";
import { isShared } from "./participant.ts";
import type { Path, Piece } from "./path.ts";
import type { Subnet, VpcEndpoint } from "./records.ts";
import { unknownHere } from "./region-network.ts";
import type { RegionNetwork } from "./region-network.ts";
import { hasOpenNames } from "./open-names.ts";
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
  if (proof.kind === "unseen") return doubtNames(network, subnet, { routed, why: proof.unknown });
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
 * Where nobody has said what S3's names are in a VPC that leads to others, they may be any endpoint's of the Region that
 * is in the snapshot, and its routes do not tell (2.28). Without such an endpoint the routes stand: what a zone could
 * lead to then, is not in the snapshot either.
 */
function doubtNames(network: RegionNetwork, subnet: Subnet, { routed, why }: { routed: Path; why: Unknown }): Path {
  if (!hasOpenNames(network, subnet.vpc)) return routed;
  const candidate = describeCandidate(network);
  if (candidate === undefined) return routed;
  const may = `hosted zones or a Route 53 Profile may give ${subnet.vpc} the names of an S3 interface endpoint ${candidate}`;
  const unknown = new Unknown(why.needs.map((need) => ({ ...need, reason: `${need.reason}; ${may}` })));
  return { ...routed, pieces: routed.pieces.map((piece) => doubt(piece, unknown)) };
}

/** An S3 interface endpoint of the Region; undefined where all are listed and there is none. */
function describeCandidate({ organization, region }: RegionNetwork): string | undefined {
  const [endpoint] = organization?.dns.s3Endpoints(region).toSorted(compareIds) ?? [];
  if (endpoint !== undefined) return `such as ${endpoint.id} of ${endpoint.account}`;
  return organization?.dns.isUnlistedIn(region) === true ? "that is not listed" : undefined;
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
    .toSorted(compareIds);
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
