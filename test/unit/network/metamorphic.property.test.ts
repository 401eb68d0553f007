import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { summarizeVia, usesNat } from "../../../src/network/path.ts";
import type { Path } from "../../../src/network/path.ts";
import { vpcsWithOpenNames } from "../../../src/collectors/dns-questions.ts";
import { tracePath } from "../../../src/network/trace.ts";
import { dnsApis } from "../../../src/snapshot/apis.ts";
import type { ApiName } from "../../../src/snapshot/apis.ts";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import { isUnknown } from "../../../src/unknown.ts";
import { gap, internetGateway, place, route, routeTable, subnet, transitGateway, vpc } from "../../support/topology.ts";
import { networkAmong } from "./organization.ts";
import { holds, addressOf, walkOneAddress } from "./oracle.ts";
import { partsOfNames, randomNames } from "./random-names.ts";
import { accountOf, placesOf, randomOrganization, world } from "./random-organization.ts";
import type { RandomOrganization, RandomRoute } from "./random-organization.ts";
import { subnetOf, word } from "./support.ts";

const seed = Number(process.env["PROPERTY_SEED"] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env["PROPERTY_RUNS"] ?? 1500);
const first = addressOf(world.first);
const addresses = Array.from({ length: world.count }, (_, offset) => first + offset);

function trace(places: readonly AccountRegion[], id = "subnet-0-spoke"): Path {
  const network = networkAmong(places);
  return tracePath(network, subnetOf(network, id), "s3", "ipv4");
}

/** A path as text; needs are a set. */
function textOf(path: Path): string {
  return JSON.stringify({
    ...path,
    pieces: path.pieces.map((piece) => ({
      ...piece,
      via: isUnknown(piece.via) ? piece.via.needs.map((need) => JSON.stringify(need)).toSorted() : piece.via,
    })),
  });
}

function holdsForAll(hold: (random: RandomOrganization, dice: number) => void): void {
  fc.assert(fc.property(randomOrganization, fc.nat(), hold), { seed, numRuns });
}

/** Every list of the answers in another order, by a stream of numbers that `dice` starts. */
function shuffle(places: readonly AccountRegion[], dice: number): AccountRegion[] {
  let state = dice % 2_147_483_647 || 1;
  const next = () => (state = (state * 48_271) % 2_147_483_647);
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value
        .map((each: unknown) => ({ each: visit(each), at: next() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ each }) => each);
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, visit(inner)]));
  };
  const shuffled = places.map((each) => ({ ...each, answers: visit(each.answers) as AccountRegion["answers"] }));
  return next() % 2 === 0 ? shuffled : shuffled.toReversed();
}

const collected: readonly ApiName[] = [
  "DescribeVpcs",
  "DescribeSubnets",
  "DescribeRouteTables",
  "DescribeNatGateways",
  "DescribeInternetGateways",
  "DescribeVpcEndpoints",
  "DescribeNetworkInterfaces",
  "DescribePrefixLists",
  "DescribeVpcPeeringConnections",
  "DescribeTransitGateways",
  "DescribeTransitGatewayAttachments",
  "DescribeTransitGatewayVpcAttachments",
  "DescribeTransitGatewayRouteTables",
  "GetTransitGatewayRouteTableAssociations",
  "SearchTransitGatewayRoutes",
];

const named: readonly ApiName[] = [...dnsApis, "DescribeVpcAttribute", ...collected];

function withRoute(random: RandomOrganization, change: (routes: RandomRoute[]) => RandomRoute[]): RandomOrganization {
  const [own, hub] = random.vpcs;
  const index = own.subnets[0]?.table ?? 0;
  const tables = own.tables.map((routes, position) => (position === index ? change(routes) : routes));
  return { ...random, vpcs: [{ ...own, tables }, hub] };
}

describe(`metamorphic properties, seed ${seed}`, () => {
  test("permuting lists changes nothing, not even the evidence", () => {
    expect.hasAssertions();
    holdsForAll((random, dice) => {
      const places = placesOf(random);
      expect(textOf(trace(shuffle(places, dice)))).toBe(textOf(trace(places)));
    });
  }, 600_000);

  test("renaming ids changes nothing but ids", () => {
    expect.hasAssertions();
    holdsForAll((random) => {
      // The same for all, so that the order in which ids sort stays.
      const rename = (id: string) => id.replace(/^([a-z]+(?:-[a-z]+)?)-/, "$1-renamed-");
      const renamed = trace(placesOf(random, rename), rename("subnet-0-spoke"));
      expect(textOf(renamed).replaceAll("-renamed-", "-")).toBe(textOf(trace(placesOf(random))));
    });
  }, 600_000);

  test("with the endpoint's route nothing of S3 goes by NAT but what a longer or static route takes (1.5, 1.6)", () => {
    expect.hasAssertions();
    holdsForAll((random) => {
      const plain = { ...random, lists: { s3: ["52.0.0.0/28"], own: [] } };
      const endpoint: RandomRoute = { destination: "pl-s3", target: "vpce-s3", state: "active", isPropagated: false };
      const without = withRoute(plain, (routes) => routes.filter(({ destination }) => lengthOf(destination) < 28));
      const added = withRoute(without, (routes) => [...routes, endpoint]);
      expect(trace(placesOf(added)).pieces.map(({ via }) => word(via))).toEqual(["gateway-endpoint"]);
      // For that service only: DynamoDB goes on as before.
      const other = (places: readonly AccountRegion[]) => {
        const network = networkAmong(places.map(addDynamodb));
        return tracePath(network, subnetOf(network, "subnet-0-spoke"), "dynamodb", "ipv4");
      };
      expect(textOf(other(placesOf(added)))).toBe(textOf(other(placesOf(without))));
      // A blackhole drops rather than falling through to NAT (1.11): the finding becomes an outage.
      const hole = withRoute(without, (routes) => [...routes, { ...endpoint, state: "blackhole" }]);
      expect(trace(placesOf(hole)).pieces.map(({ via }) => word(via))).toEqual(["isolated"]);
    });
  }, 600_000);

  test("without an API's answer, in either account, a verdict is as before or unknown", () => {
    expect.hasAssertions();
    holdsForAll((random, dice) => {
      const places = placesOf(random);
      const before = endsByAddress(trace(places), random);
      const api = collected[dice % collected.length] ?? "DescribeVpcs";
      const account = accountOf[dice % 2 === 0 ? "spoke" : "hub"];
      // Without its subnets there is no subnet to judge.
      if (api === "DescribeSubnets" && account === accountOf.spoke) return;
      const dropped = places.map((each) => (each.account === account ? drop(each, api) : each));
      const after = endsByAddress(trace(dropped), random);
      for (const [address, end] of after) expect([before.get(address), "unknown"]).toContain(end);
    });
  }, 600_000);

  test("the same where hosted zones and a Profile give S3's names (2.27, 2.28)", () => {
    const seen = new Map<string, number>();
    const turned = new Map<string, number>();
    const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
    fc.assert(
      fc.property(randomOrganization, randomNames, fc.nat(), (random, names, dice) => {
        const places = placesOf(random, undefined, partsOfNames(names)).map(asAsked);
        const full = trace(places);
        const before = endsByAddress(full, random);
        count(seen, word(summarizeVia(full)));
        expect(textOf(trace(shuffle(places, dice)))).toBe(textOf(full));
        for (const api of named) {
          for (const account of Object.values(accountOf)) {
            if (api === "DescribeSubnets" && account === accountOf.spoke) continue;
            const path = trace(places.map((each) => (each.account === account ? drop(each, api) : each)));
            for (const [address, end] of endsByAddress(path, random))
              expect([before.get(address), "unknown"], `${api} of ${account}`).toContain(end);
            // Whether NAT is passed is a verdict of its own.
            expect([word(usesNat(full)), "unknown"], `NAT without ${api} of ${account}`).toContain(word(usesNat(path)));
            if (word(summarizeVia(path)) !== word(summarizeVia(full))) count(turned, api);
          }
        }
      }),
      { seed, numRuns: Math.ceil(numRuns / 5) },
    );
    // Of names that never lead anywhere, and of answers that nothing depends on, this would prove nothing.
    const least = numRuns / 300;
    expect(["interface-endpoint", "isolated", "unknown"].filter((via) => (seen.get(via) ?? 0) < least)).toEqual([]);
    expect(dnsApis.filter((api) => (turned.get(api) ?? 0) < least)).toEqual([]);
  }, 600_000);

  test("an unrelated account changes nothing", () => {
    expect.hasAssertions();
    holdsForAll((random) => {
      const stranger = place(
        { account: "555566667777" },
        vpc({ id: "vpc-stranger", cidr: "10.0.0.0/16" }),
        subnet({ id: "subnet-stranger", vpc: "vpc-stranger", zone: "a", cidr: "10.0.0.0/24" }),
        routeTable({
          id: "rtb-stranger",
          vpc: "vpc-stranger",
          main: true,
          routes: [route("0.0.0.0/0", "igw-stranger")],
        }),
        internetGateway({ id: "igw-stranger", vpc: "vpc-stranger" }),
        transitGateway({ id: "tgw-stranger" }),
      );
      const places = placesOf(random);
      expect(textOf(trace([stranger, ...places]))).toBe(textOf(trace(places)));
    });
  }, 600_000);
});

function lengthOf(destination: string): number {
  return destination.includes("/") ? Number(destination.split("/")[1]) : 33;
}

/** DynamoDB's list beside S3's, on the other half of the world. */
function addDynamodb(at: AccountRegion): AccountRegion {
  const lists = at.answers.DescribePrefixLists?.PrefixLists ?? [];
  const own = { PrefixListId: "pl-ddb", PrefixListName: "com.amazonaws.us-east-1.dynamodb", Cidrs: ["52.0.0.64/28"] };
  return { ...at, answers: { ...at.answers, DescribePrefixLists: { PrefixLists: [...lists, own] } } };
}

/** A scan asks about the zones of no other VPCs. */
function asAsked(at: AccountRegion): AccountRegion {
  const asked = new Set(vpcsWithOpenNames(at));
  const zones = Object.entries(at.answers.ListHostedZonesByVPC ?? {}).filter(([vpcId]) => asked.has(vpcId));
  return { ...at, answers: { ...at.answers, ListHostedZonesByVPC: Object.fromEntries(zones) } };
}

function drop(at: AccountRegion, api: ApiName): AccountRegion {
  const { [api]: _dropped, ...answers } = at.answers;
  return { ...at, answers, gaps: [gap(api)] };
}

/** Without the list of S3's addresses they are all unknown, so the ends of the oracle's addresses are compared. */
function endsByAddress({ pieces }: Path, random: RandomOrganization): Map<number, string> {
  const ends = new Map<number, string>();
  for (const address of addresses.filter((each) => random.lists.s3.some((cidr) => holds(cidr, each)))) {
    const piece = pieces.find(({ ranges }) => ranges.length === 0 || ranges.some((cidr) => holds(cidr, address)));
    if (piece !== undefined) ends.set(address, word(piece.via));
  }
  return ends;
}

test("the oracle itself tells the ways apart", () => {
  const ends = fc
    .sample(randomOrganization, { seed: 1, numRuns: 500 })
    .map((random) => walkOneAddress(random, 0, first));
  expect(new Set(ends).size).toBeGreaterThanOrEqual(5);
});
