import fc from "fast-check";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import { coreNetwork, coreNetworkArn, coreNetworkAttachment, coreNetworkRoutes } from "../../support/core-network.ts";
import {
  internetGateway,
  natGateway,
  networkInterface,
  peering,
  place,
  route,
  routeTable,
  subnet,
  transitGateway,
  transitGatewayAttachment,
  transitGatewayRouteTable,
  transitGatewayVpcAttachment,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { hubAccount, spokeAccount } from "./organization.ts";

/** The whole world that S3 lives in here: 16 addresses. */
export const world = { first: "52.0.0.0", count: 16 };

const zones = ["a", "b"] as const;
type Zone = (typeof zones)[number];

export interface RandomRoute {
  /** A CIDR, `pl-s3`, or `pl-own`. */
  destination: string;
  target: string;
  state: "active" | "blackhole";
  isPropagated: boolean;
}

export interface RandomSubnet {
  zone: Zone;
  /** Index of its table; undefined follows the main table, which is the first. */
  table: number | undefined;
}

export interface RandomVpc {
  name: "spoke" | "hub";
  subnets: RandomSubnet[];
  tables: RandomRoute[][];
  /** The subnet that each NAT gateway stands in. */
  nats: { subnet: number; isPublic: boolean; isAvailable: boolean }[];
  instance: { subnet: number; sourceDestCheck: boolean };
  firewall: { subnet: number };
  hasInternetGateway: boolean;
  blockPublicAccess: "off" | "block-bidirectional" | "block-ingress";
  /** The subnets of its attachment to the transit gateway, one a zone. */
  attached: number[];
  applianceMode: boolean;
}

export interface RandomTransitRoute {
  destination: string;
  exit: "spoke" | "hub" | "vpn" | "blackhole";
  type: "static" | "propagated";
}

export interface RandomOrganization {
  lists: { s3: string[]; own: string[] };
  vpcs: [RandomVpc, RandomVpc];
  /** What connects the two: the tables of a transit gateway, or the segments of a core network at its edge. */
  transit: {
    kind: "transit-gateway" | "core-network";
    tables: RandomTransitRoute[][];
    association: Record<"spoke" | "hub", number | undefined>;
  };
}

const cidr = fc
  .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 28, max: 32 }))
  .map(([host, length]) => `52.0.0.${(host >> (32 - length)) << (32 - length)}/${length}`);
const anyCidr = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom("0.0.0.0/0", "52.0.0.0/8") },
  { weight: 3, arbitrary: cidr },
);

const targetNames = ["nat-0", "nat-1", "igw", "tgw-1", "vgw", "pcx", "eni", "vpce-fw"];

const listRoute = fc.record({
  destination: fc.constantFrom("pl-s3", "pl-own"),
  target: fc.constantFrom("vpce-s3", ...targetNames.filter((name) => name !== "vpce-fw")),
});
const cidrRoute = fc.record({ destination: anyCidr, target: fc.constantFrom(...targetNames, "tgw-1", "nat-0") });

/** AWS takes one route a destination, and an endpoint only for its own list (1.12). */
const table = fc
  .uniqueArray(
    fc.record({
      what: fc.oneof({ weight: 3, arbitrary: cidrRoute }, { weight: 1, arbitrary: listRoute }),
      state: fc.constantFrom<("active" | "blackhole")[]>("active", "active", "active", "active", "blackhole"),
      isPropagated: fc.boolean(),
    }),
    {
      maxLength: 5,
      selector: ({ what, isPropagated }) => `${what.destination} ${what.target === "vgw" && isPropagated}`,
    },
  )
  .map((routes): RandomRoute[] =>
    routes
      .filter(({ what }) => what.target !== "vpce-s3" || what.destination === "pl-s3")
      .map(({ what, state, isPropagated }) => ({
        ...what,
        state,
        isPropagated: what.target === "vgw" && isPropagated && !what.destination.startsWith("pl-"),
      })),
  )
  .map((routes) => uniqueBy(routes, (each) => `${each.destination} ${each.isPropagated}`));

function uniqueBy<T>(all: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(all.map((item) => [keyOf(item), item])).values()];
}

const subnetIndex = fc.integer({ min: 0, max: 3 });

function vpcNamed(name: RandomVpc["name"]): fc.Arbitrary<RandomVpc> {
  return fc
    .record({
      name: fc.constant(name),
      subnets: fc.array(
        fc.record({
          zone: fc.constantFrom(...zones),
          table: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
        }),
        { minLength: 4, maxLength: 4 },
      ),
      tables: fc.array(table, { minLength: 3, maxLength: 3 }),
      nats: fc.array(fc.record({ subnet: subnetIndex, isPublic: mostly(true), isAvailable: mostly(true) }), {
        minLength: 2,
        maxLength: 2,
      }),
      instance: fc.record({ subnet: subnetIndex, sourceDestCheck: mostly(false) }),
      firewall: fc.record({ subnet: subnetIndex }),
      hasInternetGateway: mostly(true),
      blockPublicAccess: fc.constantFrom<RandomVpc["blockPublicAccess"][]>(
        "off",
        "off",
        "off",
        "block-ingress",
        "block-bidirectional",
      ),
      attached: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }),
      applianceMode: mostly(false),
    })
    .chain((random) =>
      fc.tuple(
        fc.constant(random),
        fc.constantFrom("any", "flawed", "flawless", "flawless"),
        fc.constantFrom(...usualTargets[name]),
      ),
    )
    .map(([random, kind, target]) => {
      if (kind === "any") return random;
      return withWayOut(kind === "flawless" ? withoutFlaws(random) : random, target);
    })
    .map((random) => ({ ...random, attached: oneAZone(random.attached, random.subnets) }));
}

const usualTargets = {
  spoke: ["nat-0", "nat-0", "eni", "vpce-fw", "tgw-1", "tgw-1", "tgw-1"],
  hub: ["nat-0", "nat-0", "nat-0", "eni", "vpce-fw"],
} as const;

function withoutFlaws(random: RandomVpc): RandomVpc {
  return {
    ...random,
    nats: random.nats.map((nat) => ({ ...nat, isPublic: true, isAvailable: true })),
    instance: { ...random.instance, sourceDestCheck: false },
    hasInternetGateway: true,
    blockPublicAccess: "off",
  };
}

/** Pure chance seldom makes a way out: the last subnet gets one, with the NAT gateway and instance in it. */
function withWayOut(random: RandomVpc, target: string): RandomVpc {
  const [main = [], second = [], last = []] = random.tables;
  const [first = { zone: "a", table: 0 }, b = first, c = first, out = first] = random.subnets;
  const { nats, instance } = random;
  const [nat, otherNat] = nats;
  return {
    ...random,
    tables: [withDefault(main, target), second, withDefault(last, "igw")],
    subnets: [{ ...first, table: undefined }, b, c, { ...out, table: 2 }],
    nats: [...(nat === undefined ? [] : [{ ...nat, subnet: 3 }]), ...(otherNat === undefined ? [] : [otherNat])],
    instance: { ...instance, subnet: 3 },
  };
}

function withDefault(routes: readonly RandomRoute[], target: string): RandomRoute[] {
  const kept = routes.filter(({ destination }) => destination !== "0.0.0.0/0");
  return [...kept, { destination: "0.0.0.0/0", target, state: "active", isPropagated: false }];
}

function mostly(value: boolean): fc.Arbitrary<boolean> {
  return fc.constantFrom(value, value, value, value, !value);
}

function oneAZone(attached: readonly number[], subnets: readonly RandomSubnet[]): number[] {
  return uniqueBy(attached, (index) => subnets[index]?.zone ?? "");
}

const transitTable = fc.uniqueArray(
  fc.record({
    destination: anyCidr,
    exit: fc.constantFrom<RandomTransitRoute["exit"][]>("hub", "hub", "spoke", "vpn", "blackhole"),
    type: fc.constantFrom<RandomTransitRoute["type"][]>("static", "static", "propagated"),
  }),
  {
    maxLength: 4,
    selector: ({ destination, type, exit }) => (type === "static" ? destination : `${destination} ${exit}`),
  },
);

/** Most often spokes have a default route to the hub. */
function withRouteToHub(transit: RandomOrganization["transit"], isSensible: boolean): RandomOrganization["transit"] {
  const [first = [], second = []] = transit.tables;
  if (!isSensible) return transit;
  const kept = first.filter(({ destination }) => destination !== "0.0.0.0/0");
  const toHub: RandomTransitRoute = { destination: "0.0.0.0/0", exit: "hub", type: "static" };
  return { ...transit, tables: [[...kept, toHub], second], association: { ...transit.association, spoke: 0 } };
}

const association = fc.option(fc.integer({ min: 0, max: 1 }), { nil: undefined, freq: 8 });

export const randomOrganization: fc.Arbitrary<RandomOrganization> = fc.record({
  lists: fc.record({
    s3: fc.uniqueArray(cidr, { minLength: 1, maxLength: 3 }),
    own: fc.uniqueArray(anyCidr, { maxLength: 2 }),
  }),
  vpcs: fc.tuple(vpcNamed("spoke"), vpcNamed("hub")),
  transit: fc
    .tuple(
      fc.record({
        kind: fc.constantFrom<RandomOrganization["transit"]["kind"][]>(
          "transit-gateway",
          "transit-gateway",
          "core-network",
        ),
        tables: fc.array(transitTable, { minLength: 2, maxLength: 2 }),
        association: fc.record({ spoke: association, hub: association }),
      }),
      mostly(true),
    )
    .map(([transit, isSensible]) => withRouteToHub(transit, isSensible)),
});

// ------------------------------------------------------------------------------------------------------ as AWS answers

export const accountOf = { spoke: spokeAccount, hub: hubAccount } as const;
export const cidrOfVpc = { spoke: "10.0.0.0/16", hub: "10.1.0.0/16" } as const;

/** The ids of one VPC's things; `rename` makes other ids of the same organization. */
export type Rename = (id: string) => string;

export function placesOf(
  random: RandomOrganization,
  rename: Rename = (id) => id,
  more: Partial<Record<RandomVpc["name"], Part[]>> = {},
): AccountRegion[] {
  const lists: Part = () => ({
    DescribePrefixLists: {
      PrefixLists: [
        { PrefixListId: "pl-s3", PrefixListName: "com.amazonaws.us-east-1.s3", Cidrs: [...random.lists.s3] },
      ],
    },
    GetManagedPrefixListEntries: { "pl-own": { Entries: random.lists.own.map((Cidr) => ({ Cidr })) } },
    DescribeManagedPrefixLists: {
      PrefixLists: [
        { PrefixListId: "pl-s3", PrefixListName: "com.amazonaws.us-east-1.s3", OwnerId: "AWS", AddressFamily: "IPv4" },
        { PrefixListId: "pl-own", PrefixListName: "own", OwnerId: hubAccount, AddressFamily: "IPv4" },
      ],
    },
  });
  return random.vpcs.map((each) =>
    place(
      { account: accountOf[each.name] },
      ...vpcParts(each, random.transit.kind, rename),
      ...connectionParts(random, each, rename),
      lists,
      ...(more[each.name] ?? []),
    ),
  );
}

function connectionParts(random: RandomOrganization, each: RandomVpc, rename: Rename): Part[] {
  if (random.transit.kind === "core-network") return each.name === "hub" ? coreNetworkParts(random, rename) : [];
  return [
    ...(each.name === "hub" ? transitParts(random, rename) : []),
    transitGateway({ id: rename("tgw-1"), owner: hubAccount }),
    attachmentPart(each, rename),
  ];
}

/** `nat-0` of the spoke is `nat-0-spoke`; what both VPCs share, or what AWS names, is as it is. */
export function idIn(vpcName: string, name: string): string {
  return name === "tgw-1" ? name : `${name}-${vpcName}`;
}

const coreNetworkId = "core-network-1";

function vpcParts(random: RandomVpc, kind: RandomOrganization["transit"]["kind"], rename: Rename): Part[] {
  const id = (name: string) => rename(idIn(random.name, name));
  const arn = coreNetworkArn(hubAccount, rename(coreNetworkId));
  const targetId = (target: string) => (target === "tgw-1" && kind === "core-network" ? arn : id(target));
  const subnetId = (index: number) => id(`subnet-${index}`);
  const tablesWithEndpoint = random.tables.flatMap((routes, index) =>
    routes.some(({ target }) => target === "vpce-s3") ? [id(`rtb-${index}`)] : [],
  );
  return [
    vpc({ id: id("vpc"), cidr: cidrOfVpc[random.name], blockPublicAccess: random.blockPublicAccess }),
    ...random.subnets.map(({ zone }, index) =>
      subnet({
        id: subnetId(index),
        vpc: id("vpc"),
        zone,
        cidr: cidrOfVpc[random.name].replace("0.0/16", `${index}.0/24`),
        blockPublicAccess: random.blockPublicAccess,
      }),
    ),
    ...random.tables.map((routes, index) =>
      routeTable({
        id: id(`rtb-${index}`),
        vpc: id("vpc"),
        main: index === 0,
        subnets: random.subnets.flatMap((each, position) => (each.table === index ? [subnetId(position)] : [])),
        routes: routes.map(({ destination, target, state, isPropagated }) =>
          route(destination, targetId(target), {
            state,
            ...(isPropagated ? { origin: "EnableVgwRoutePropagation" } : {}),
          }),
        ),
      }),
    ),
    // Which no subnet goes by, and which shows that the VPC answers others.
    ...(kind === "core-network"
      ? [routeTable({ id: id("rtb-back"), vpc: id("vpc"), routes: [route("10.0.0.0/8", arn)] })]
      : []),
    ...random.nats.map((nat, index) =>
      natGateway({
        id: id(`nat-${index}`),
        vpc: id("vpc"),
        subnet: subnetId(nat.subnet),
        connectivity: nat.isPublic ? "public" : "private",
        state: nat.isAvailable ? "available" : "deleted",
      }),
    ),
    networkInterface({
      id: id("eni"),
      subnet: subnetId(random.instance.subnet),
      sourceDestCheck: random.instance.sourceDestCheck,
      instance: id("i"),
    }),
    vpcEndpoint({
      id: id("vpce-fw"),
      vpc: id("vpc"),
      service: "com.amazonaws.vpce.us-east-1.vpce-svc-1",
      type: "GatewayLoadBalancer",
      subnets: [subnetId(random.firewall.subnet)],
    }),
    peering({ id: id("pcx"), requesterVpc: id("vpc"), accepterVpc: rename("vpc-peer"), accepterCidr: "10.9.0.0/16" }),
    vpcEndpoint({ id: id("vpce-s3"), vpc: id("vpc"), service: "s3", routeTables: tablesWithEndpoint }),
    internetGateway({ id: id("igw"), ...(random.hasInternetGateway ? { vpc: id("vpc") } : {}) }),
  ];
}

function attachmentPart(random: RandomVpc, rename: Rename): Part {
  return transitGatewayVpcAttachment({
    id: rename(`tgw-attach-${random.name}`),
    transitGateway: rename("tgw-1"),
    owner: hubAccount,
    vpc: rename(idIn(random.name, "vpc")),
    vpcOwner: accountOf[random.name],
    subnets: random.attached.map((index) => rename(idIn(random.name, `subnet-${index}`))),
    applianceMode: random.applianceMode,
  });
}

function transitParts({ vpcs, transit }: RandomOrganization, rename: Rename): Part[] {
  const id = (name: string) => rename(`tgw-attach-${name}`);
  return [
    attachmentPart(vpcs[0], rename),
    transitGatewayAttachment({
      id: id("vpn"),
      transitGateway: rename("tgw-1"),
      type: "vpn",
      resource: rename("vpn-1"),
    }),
    ...transit.tables.map((routes, index) =>
      transitGatewayRouteTable({
        id: rename(`tgw-rtb-${index}`),
        transitGateway: rename("tgw-1"),
        associations: (["spoke", "hub"] as const).flatMap((name) =>
          transit.association[name] === index ? [{ attachment: id(name), vpc: rename(idIn(name, "vpc")) }] : [],
        ),
        routes: routes.map(({ destination, exit, type }) => ({
          destination,
          attachment: exit === "blackhole" ? "" : id(exit),
          type,
          ...(exit === "vpn" ? { kind: "vpn", vpc: rename("vpn-1") } : { vpc: rename(idIn(exit, "vpc")) }),
        })),
      }),
    ),
  ];
}

/** The association tells the segment; without one the attachment is in none. */
function coreNetworkParts({ vpcs, transit }: RandomOrganization, rename: Rename): Part[] {
  const core = rename(coreNetworkId);
  const id = (name: string) => rename(`attachment-${name}`);
  const segments = transit.tables.map((_, index) => `segment-${index}`);
  return [
    coreNetwork({ id: core, segments }),
    ...vpcs.map(({ name, attached, applianceMode }) => {
      const index = transit.association[name];
      return coreNetworkAttachment({
        id: id(name),
        coreNetwork: core,
        resource: rename(idIn(name, "vpc")),
        resourceOwner: accountOf[name],
        subnets: attached.map((each) => rename(idIn(name, `subnet-${each}`))),
        applianceMode,
        ...(index === undefined ? {} : { segment: `segment-${index}` }),
      });
    }),
    coreNetworkAttachment({ id: id("vpn"), coreNetwork: core, type: "SITE_TO_SITE_VPN", resource: rename("vpn-1") }),
    ...transit.tables.map((routes, index) =>
      coreNetworkRoutes(
        `${core}/segment/segment-${index}`,
        routes.map(({ destination, exit, type }) => ({
          destination,
          type: type.toUpperCase(),
          attachments:
            exit === "blackhole" ? [] : [{ id: id(exit), type: exit === "vpn" ? "site-to-site-vpn" : "vpc" }],
        })),
      ),
    ),
  ];
}
