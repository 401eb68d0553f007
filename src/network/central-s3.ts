import { Unknown, isUnknown, joinUnknowns } from "../unknown.ts";
import type { Maybe } from "../unknown.ts";
import type { Cidr } from "./cidr.ts";
import type { Hop, Path, Piece } from "./path.ts";
import type { HostedZone, S3Endpoint, Subnet } from "./records.ts";
import { unknownHere } from "./region-network.ts";
import type { OrganizationIndex, RegionNetwork } from "./region-network.ts";
import { nameS3 } from "./s3-names.ts";
import { resolveZone } from "./s3-records.ts";
import { hopIn, subnetHop } from "./walk.ts";

/** How addresses are reached from the same subnet, by its routes. */
export type Reach = (cidrs: readonly [Cidr, ...Cidr[]]) => Path;

/**
 * Whether a hosted zone or a Profile gives S3's names to an interface endpoint, and the routes reach it (2.27, 2.28).
 * `nothing`: the routes decide. `unseen`: nobody has said.
 */
export type Proof = { kind: "nothing" } | { kind: "unseen"; unknown: Unknown } | { kind: "piece"; piece: Piece };

interface Question {
  network: RegionNetwork;
  organization: OrganizationIndex;
  subnet: Subnet;
  reach: Reach;
}

export function proveCentral(question: Question): Proof {
  const { network, organization, subnet } = question;
  const naming = nameS3(network, organization, subnet.vpc);
  if (naming.kind === "nothing" || naming.kind === "unseen") return naming;
  const begin = [subnetHop({ network }, subnet)];
  if (naming.kind === "unknown") return end(begin, { via: naming.unknown });
  const { account, region } = network;
  const by: Hop[] =
    naming.profile === undefined ? [] : [{ type: "route53-profile", id: naming.profile, account, region }];
  if (subnet.ipv6Native) {
    const reason = `${naming.kind === "zone" ? naming.zone.id : naming.profile} gives S3's names to an endpoint, and ${subnet.id} has no IPv4`;
    return end([...begin, ...by], { via: unknownHere(network, "ListHostedZonesByVPC", reason) });
  }
  if (naming.kind === "endpoint")
    return reachEndpoint(question, naming.endpoint, {
      hops: [...begin, ...by],
      note: `by the Profile ${naming.profile}`,
    });
  const resolved = resolveZone(network, organization, naming.zone);
  if (isUnknown(resolved)) return end([...begin, ...by, zoneHop(network, naming.zone)], { via: resolved });
  const hops = [...begin, ...by, zoneHop(network, naming.zone, resolved.records)];
  const { id, name } = naming.zone;
  if (resolved.endpoint === undefined) {
    // A private zone does not fall through to the public one.
    return end(hops, {
      via: "isolated",
      note: `the hosted zone ${id} has no records for ${name} and *.${name}: they do not resolve`,
    });
  }
  const holes = resolved.unanswered.map((each) => `; ${each} does not resolve, for want of a record`).join("");
  return reachEndpoint(question, resolved.endpoint, { hops, note: `by the hosted zone ${id}${holes}` });
}

function zoneHop({ account, region }: RegionNetwork, { id, name, owner }: HostedZone, records?: string): Hop {
  const note = records === undefined || records === "" ? {} : { note: records };
  return { type: "hosted-zone", id, name, account: owner ?? account, region, ...note };
}

function end(hops: Hop[], rest: Pick<Piece, "via" | "note">): Proof {
  return { kind: "piece", piece: { ranges: [], hops, inspected: false, ...rest } };
}

interface Way {
  hops: Hop[];
  note: string;
}

/** States in which an endpoint answers nobody, and stays so; another one may be on its way (4.5). */
const dead: ReadonlySet<string> = new Set([
  "rejected",
  "expired",
  "failed",
  "deleting",
  "deleted",
  "pendingAcceptance",
]);

/** Names that lead to what does not answer are no way round: they do not fall back to the routes of public addresses. */
function reachEndpoint({ network, reach }: Question, endpoint: S3Endpoint, { hops, note }: Way): Proof {
  const { id, state, account, region } = endpoint;
  const last = hopIn(endpoint, "vpc-endpoint", endpoint);
  if (dead.has(state))
    return end([...hops, last], { via: "isolated", note: `${note} S3's names lead to ${id}, which is ${state}` });
  if (state !== "available") {
    const reason = `${id} is ${state}: collect again`;
    return end([...hops, last], { via: new Unknown([{ account, region, api: "DescribeVpcEndpoints", reason }]) });
  }
  const path = pathTo(endpoint, reach);
  if (isUnknown(path)) return end([...hops, last], { via: path });
  const [first] = path.pieces;
  // The subnet is there already.
  const route = (first?.hops ?? []).slice(1);
  const inspected = path.pieces.some((piece) => piece.inspected);
  const arrived = allArrive(network, path, endpoint);
  if (arrived === true) {
    const piece: Piece = {
      ranges: [],
      hops: [...hops, ...route, last],
      inspected,
      via: "interface-endpoint",
      endpoint: id,
      note,
    };
    return { kind: "piece", piece };
  }
  if (isUnknown(arrived)) return end([...hops, ...route], { via: arrived });
  return end([...hops, ...route], {
    via: "isolated",
    note: `${note} S3's names lead to ${id}, which the routes do not reach`,
  });
}

function pathTo({ cidrs, account, region, id }: S3Endpoint, reach: Reach): Maybe<Path> {
  if (isUnknown(cidrs)) return cidrs;
  const [first, ...others] = cidrs;
  if (first !== undefined) return reach([first, ...others]);
  const reason = `the subnets of ${id} are not listed: the snapshot caught a change`;
  return new Unknown([{ account, region, api: "DescribeSubnets", reason }]);
}

/** One name has the addresses of all its zones, so that reaching some of them is not enough to tell. */
function allArrive(network: RegionNetwork, { pieces }: Path, { id, vpc }: S3Endpoint): Maybe<boolean> {
  const unknowns = pieces.map(({ via }) => via).filter(isUnknown);
  if (unknowns.length > 0) return joinUnknowns(unknowns);
  const arrived = pieces.map(({ via, hops }) => {
    const there = hops.findLast(({ type }) => type === "vpc")?.id;
    return via === "local" || (via === "other-vpc" && there === vpc);
  });
  if (arrived.every(Boolean)) return true;
  if (!arrived.some(Boolean)) return false;
  return unknownHere(network, "DescribeRouteTables", `the routes reach ${id} in some of its subnets, and not in all`);
}
