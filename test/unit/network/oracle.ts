import type { RandomOrganization, RandomRoute, RandomTransitRoute, RandomVpc } from "./random-organization.ts";

/**
 * Where one packet ends, slowly and obviously: one address, one step after the other, by the sentences of aws-semantics.
 * It shares nothing with src/network.
 */
export function walkOneAddress(organization: RandomOrganization, start: number, address: number): string {
  return step(organization, {
    vpc: organization.vpcs[0],
    subnet: start,
    address,
    nat: undefined,
    hasCrossed: false,
    isTransit: false,
    before: [],
  });
}

interface Packet {
  vpc: RandomVpc;
  subnet: number;
  address: number;
  nat: { via: "nat-gateway" | "nat-instance"; isPublic: boolean } | undefined;
  hasCrossed: boolean;
  isTransit: boolean;
  /** Where it has been: to be there once more, with the same address, is to go in a circle. */
  before: readonly string[];
}

function step(organization: RandomOrganization, packet: Packet): string {
  const { vpc, nat } = packet;
  const here = [vpc.name, packet.subnet, nat?.via, nat?.isPublic, packet.hasCrossed, packet.isTransit].join();
  if (packet.before.includes(here)) return "isolated";
  const table = vpc.tables[vpc.subnets[packet.subnet]?.table ?? 0] ?? [];
  // 2.15: nobody from outside the VPC can use its gateway endpoints.
  const usable = packet.isTransit ? table.filter(({ target }) => target !== "vpce-s3") : table;
  const route = chooseRoute(organization, usable, packet.address);
  if (route === "ambiguous") return "unknown";
  if (route === undefined || route.state === "blackhole") return "isolated";
  return followRoute(organization, { ...packet, before: [...packet.before, here] }, route);
}

function followRoute(organization: RandomOrganization, packet: Packet, { target }: RandomRoute): string {
  const { vpc, nat } = packet;
  if (target.startsWith("nat-")) return throughNat(organization, packet, Number(target.slice(4)));
  if (target === "vgw") return "on-premises";
  if (target === "pcx") return "isolated"; // 2.17
  if (target === "igw") return throughInternetGateway(packet);
  if (target === "vpce-s3") return nat === undefined ? "gateway-endpoint" : exit(packet); // 2.7
  if (target === "vpce-fw") return step(organization, { ...packet, subnet: vpc.firewall.subnet }); // 2.19
  if (target === "eni") {
    if (vpc.instance.sourceDestCheck) return "isolated"; // 2.8
    const translated = { via: nat?.via ?? "nat-instance", isPublic: true } as const;
    return step(organization, { ...packet, subnet: vpc.instance.subnet, nat: translated, isTransit: false });
  }
  return throughTransitGateway(organization, packet);
}

function throughNat(organization: RandomOrganization, packet: Packet, index: number): string {
  const nat = packet.vpc.nats[index];
  if (nat === undefined || !nat.isAvailable) return "isolated"; // 2.1
  const translated = { via: "nat-gateway", isPublic: nat.isPublic } as const;
  return step(organization, { ...packet, subnet: nat.subnet, nat: translated, isTransit: false });
}

function throughInternetGateway({ vpc, nat, isTransit, hasCrossed }: Packet): string {
  if (!vpc.hasInternetGateway || isTransit) return "isolated";
  if (nat !== undefined && !nat.isPublic) return "isolated"; // 2.3
  if (vpc.blockPublicAccess === "block-bidirectional") return "isolated"; // 2.32
  if (vpc.blockPublicAccess === "block-ingress" && nat?.via !== "nat-gateway") return "isolated";
  return nat === undefined ? "internet-gateway" : exit({ nat, hasCrossed });
}

function exit({ nat, hasCrossed }: Pick<Packet, "nat" | "hasCrossed">): string {
  return hasCrossed ? "central-nat" : (nat?.via ?? "");
}

function throughTransitGateway(organization: RandomOrganization, packet: Packet): string {
  const { vpc, subnet, address } = packet;
  const zone = vpc.subnets[subnet]?.zone;
  if (!vpc.attached.some((index) => vpc.subnets[index]?.zone === zone)) return "isolated"; // 2.11
  return throughTransitTable(organization, { ...packet, address }, { from: vpc.name, zone });
}

function throughTransitTable(
  organization: RandomOrganization,
  packet: Packet,
  { from, zone }: { from: RandomVpc["name"]; zone: string | undefined },
): string {
  const { kind, tables, association } = organization.transit;
  const index = association[from];
  if (index === undefined) return "isolated";
  const route = chooseTransitRoute(tables[index] ?? [], packet.address, ranks[kind]);
  if (route === "ambiguous") return "unknown";
  if (route === undefined || route.exit === "blackhole") return "isolated";
  if (route.exit === "vpn") return "on-premises";
  const vpc = organization.vpcs.find(({ name }) => name === route.exit);
  if (vpc === undefined) throw new Error(route.exit);
  const inZone = vpc.attached.filter((each) => vpc.subnets[each]?.zone === zone);
  const possible = vpc.applianceMode || inZone.length === 0 ? vpc.attached : inZone;
  const ends = possible.map((each) =>
    step(organization, { ...packet, vpc, subnet: each, hasCrossed: true, isTransit: true }),
  );
  return new Set(ends).size === 1 ? (ends[0] ?? "") : "unknown";
}

/** Longest prefix; then static, list, propagated (1.5); two that differ at one rank are anybody's guess (1.7). */
function chooseRoute(
  { lists }: RandomOrganization,
  table: readonly RandomRoute[],
  address: number,
): RandomRoute | "ambiguous" | undefined {
  const entries = table.flatMap((route) => {
    if (route.destination === "pl-s3") return lists.s3.map((cidr) => ({ route, cidr, rank: 1 }));
    if (route.destination === "pl-own") return lists.own.map((cidr) => ({ route, cidr, rank: 1 }));
    return [{ route, cidr: route.destination, rank: route.isPropagated ? 2 : 0 }];
  });
  return best(entries, address, (route) => `${route.target} ${route.state}`);
}

/** What is propagated, after what is static: from VPCs, then from VPN (2.13); a core network's routes do not tell more. */
const ranks = {
  "transit-gateway": { spoke: 1, hub: 1, vpn: 2, blackhole: 3 },
  "core-network": { spoke: 1, hub: 1, vpn: 2, blackhole: 2 },
} satisfies Record<RandomOrganization["transit"]["kind"], Record<RandomTransitRoute["exit"], number>>;

function chooseTransitRoute(
  table: readonly RandomTransitRoute[],
  address: number,
  ranksOf: (typeof ranks)["core-network"],
): RandomTransitRoute | "ambiguous" | undefined {
  const rank = ({ type, exit }: RandomTransitRoute) => (type === "static" ? 0 : ranksOf[exit]);
  const entries = table.map((route) => ({ route, cidr: route.destination, rank: rank(route) }));
  return best(entries, address, ({ exit }) => exit);
}

function best<R>(
  entries: readonly { route: R; cidr: string; rank: number }[],
  address: number,
  identify: (route: R) => string,
): R | "ambiguous" | undefined {
  const matching = entries.filter(({ cidr }) => holds(cidr, address));
  const longest = Math.max(...matching.map(({ cidr }) => lengthOf(cidr)));
  const ofLongest = matching.filter(({ cidr }) => lengthOf(cidr) === longest);
  const rank = Math.min(...ofLongest.map((entry) => entry.rank));
  const winners = ofLongest.filter((entry) => entry.rank === rank);
  return new Set(winners.map(({ route }) => identify(route))).size > 1 ? "ambiguous" : winners[0]?.route;
}

export function holds(cidr: string, address: number): boolean {
  const size = 2 ** (32 - lengthOf(cidr));
  return Math.floor(addressOf(cidr.split("/")[0] ?? "") / size) === Math.floor(address / size);
}

function lengthOf(cidr: string): number {
  return Number(cidr.split("/")[1]);
}

export function addressOf(text: string): number {
  return text.split(".").reduce((value, octet) => value * 256 + Number(octet), 0);
}
