import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { before, parseCidr } from "../../../src/network/cidr.ts";
import type { Address, Cidr, Range } from "../../../src/network/cidr.ts";
import { lookUp } from "../../../src/network/route-lookup.ts";
import type { RegionNetwork } from "../../../src/network/region-network.ts";
import { buildRegionNetwork } from "../../../src/network/region-network.ts";
import type { Route } from "../../../src/network/records.ts";
import { isUnknown } from "../../../src/unknown.ts";
import { managedPrefixList, place, route, routeTable, vpc } from "../../support/topology.ts";

/** All of the space that the property uses: 256 addresses. */
const base = parseCidr("100.64.0.0/24") as Cidr;

const cidrText = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 32 }))
  .map(([host, length]) => `100.64.0.${(host >> (32 - length)) << (32 - length)}/${length}`);

const lists = {
  "pl-a": fc.uniqueArray(cidrText, { maxLength: 4 }),
  "pl-b": fc.uniqueArray(cidrText, { maxLength: 4 }),
};

const staticRoutes = fc.uniqueArray(
  fc.record({
    destination: cidrText,
    target: fc.constantFrom("nat-1", "nat-2", "local"),
    state: fc.constantFrom("active", "blackhole"),
  }),
  { maxLength: 6, selector: ({ destination }) => destination },
);
const propagatedRoutes = fc.uniqueArray(cidrText, { maxLength: 4 });
const listTargets = fc.record({ "pl-a": fc.constantFrom("nat-1", "eni-1"), "pl-b": fc.constantFrom("nat-1", "eni-1") });

interface Choice {
  destination: string;
  target: string;
}

/** The slow way: every entry that holds this one address, by the sentences of aws-semantics 1.5, 1.7 and 1.9. */
function walkOne(
  address: Address,
  entries: readonly (Choice & { cidr: string; rank: number })[],
): Choice | "none" | "ambiguous" {
  const holds = (text: string) => {
    const cidr = parseCidr(text) as Cidr;
    return cidr.start <= address && address <= cidr.end;
  };
  const length = (text: string) => Number(text.split("/")[1]);
  let matching = entries.filter(({ cidr }) => holds(cidr));
  const locals = matching.filter(({ target }) => target === "local").map(({ cidr }) => length(cidr));
  matching = matching.filter(({ rank, cidr }) => rank !== 2 || !locals.some((local) => local <= length(cidr)));
  const longest = Math.max(...matching.map(({ cidr }) => length(cidr)));
  matching = matching.filter(({ cidr }) => length(cidr) === longest);
  const best = Math.min(...matching.map(({ rank }) => rank));
  matching = matching.filter(({ rank }) => rank === best);
  if (matching.length === 0) return "none";
  return new Set(matching.map(({ target }) => target)).size > 1 ? "ambiguous" : (matching[0] as Choice);
}

describe("route lookup", () => {
  test("agrees with a lookup of every single address, whatever overlaps (1.5, 1.7, 1.9, 1.11)", () => {
    fc.assert(
      fc.property(
        fc.record(lists),
        staticRoutes,
        propagatedRoutes,
        listTargets,
        fc.uniqueArray(cidrText, { minLength: 1, maxLength: 5 }),
        (cidrsOf, statics, propagated, targetOf, asked) => {
          const names = ["pl-a", "pl-b"] as const;
          const entries = [
            ...statics.map(({ destination, target }) => ({ destination, cidr: destination, target, rank: 0 })),
            ...names.flatMap((list) =>
              cidrsOf[list].map((cidr) => ({ destination: list, cidr, target: targetOf[list], rank: 1 })),
            ),
            ...propagated.map((cidr) => ({ destination: cidr, cidr, target: "vgw-1", rank: 2 })),
          ];
          const net = buildRegionNetwork(
            place(
              {},
              vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
              ...names.map((id) => managedPrefixList({ id, cidrs: cidrsOf[id] })),
              routeTable({
                id: "rtb-1",
                vpc: "vpc-1",
                routes: [
                  ...propagated.map((cidr) => route(cidr, "vgw-1", { origin: "EnableVgwRoutePropagation" })),
                  ...names.map((list) => route(list, targetOf[list])),
                  ...statics.map(({ destination, target, state }) => route(destination, target, { state })),
                ],
              }),
            ),
          );
          const ranges = disjoint(asked);
          const found = new Map<Address, string>();
          for (const match of lookUp(net, tableOf(net), { family: "ipv4", ranges })) {
            for (const range of match.ranges) {
              for (let address = range.start; address <= range.end; address++) {
                if (found.has(address)) throw new Error(`${address} is in two matches`);
                found.set(
                  address,
                  isUnknown(match.winner) ? "ambiguous" : match.winner === undefined ? "none" : say(match.winner.route),
                );
              }
            }
          }
          const expected = new Map<Address, string>();
          for (const range of ranges) {
            for (let address = range.start; address <= range.end; address++) {
              const choice = walkOne(address, entries);
              // Two lists with one target are one answer, whichever is named.
              expected.set(address, typeof choice === "string" ? choice : choice.target);
            }
          }
          expect(new Map([...found].toSorted(([a], [b]) => Number(a) - Number(b)))).toEqual(expected);
        },
      ),
      { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 3000) },
    );
  }, 60_000);

  function disjoint(asked: readonly string[]): Range[] {
    const held = new Set<Address>();
    for (const text of asked) {
      const cidr = parseCidr(text) as Cidr;
      for (let address = cidr.start; address <= cidr.end; address++) held.add(address);
    }
    const ranges: Range[] = [];
    for (let address = base.start; address <= base.end; address++) {
      if (!held.has(address)) continue;
      const last = ranges.at(-1);
      if (last !== undefined && last.end === before(address)) last.end = address;
      else ranges.push({ start: address, end: address });
    }
    return ranges;
  }

  const say = ({ target }: Route) => target.id;

  function tableOf(net: RegionNetwork) {
    const table = isUnknown(net.routeTables) ? undefined : net.routeTables.get("rtb-1");
    if (table === undefined) throw new Error("no rtb-1");
    return table;
  }

  function networkOf(routes: ReturnType<typeof route>[], cidrs: Record<string, string[]> = {}): RegionNetwork {
    return buildRegionNetwork(
      place(
        {},
        vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
        ...Object.entries(cidrs).map(([id, list]) => managedPrefixList({ id, cidrs: list })),
        routeTable({ id: "rtb-1", vpc: "vpc-1", routes }),
      ),
    );
  }

  function look(cidr: string, routes: ReturnType<typeof route>[], cidrs: Record<string, string[]> = {}) {
    const net = networkOf(routes, cidrs);
    return lookUp(net, tableOf(net), { family: "ipv4", ranges: [parseCidr(cidr) as Cidr] }).map(({ winner }) => {
      if (winner === undefined) return "none";
      return isUnknown(winner) ? `unknown: ${winner.needs[0]?.reason}` : `${winner.route.target.id}, ${winner.why}`;
    });
  }

  test("says why a route won", () => {
    expect(look("52.0.0.0/8", [route("0.0.0.0/0", "nat-1")])).toEqual(["nat-1, only match"]);
    expect(look("52.0.0.0/16", [route("0.0.0.0/0", "nat-1"), route("52.0.0.0/8", "nat-2")])).toEqual([
      "nat-2, longest prefix",
    ]);
    const cidrs = { "pl-1": ["52.0.0.0/8"] };
    expect(look("52.0.0.0/8", [route("pl-1", "nat-2"), route("52.0.0.0/8", "nat-1")], cidrs)).toEqual([
      "nat-1, a static route wins over a prefix list",
    ]);
    const propagated = route("52.0.0.0/8", "vgw-1", { origin: "EnableVgwRoutePropagation" });
    expect(look("52.0.0.0/8", [propagated, route("pl-1", "nat-2")], cidrs)).toEqual([
      "nat-2, a prefix list wins over a propagated route",
    ]);
  });

  test("two prefix lists with one CIDR and different targets are unknown, and known by longest prefix (1.7)", () => {
    const routes = [route("pl-1", "nat-1"), route("pl-2", "nat-2")];
    expect(look("52.0.0.0/8", routes, { "pl-1": ["52.0.0.0/8"], "pl-2": ["52.0.0.0/8"] })).toEqual([
      "unknown: rtb-1: pl-1 -> nat-1 (active) and pl-2 -> nat-2 (active) hold the same addresses, and AWS does not say which of them wins",
    ]);
    expect(look("52.0.0.0/8", routes, { "pl-1": ["52.0.0.0/8"], "pl-2": ["52.0.0.0/9", "52.128.0.0/9"] })).toEqual([
      "nat-2, longest prefix",
    ]);
  });

  test("a propagated route never beats the local route, even where it is more specific (1.9); a static one does (1.16)", () => {
    const propagated = route("10.0.1.0/24", "vgw-1", { origin: "EnableVgwRoutePropagation" });
    expect(look("10.0.1.0/24", [propagated])).toEqual(["local, only match"]);
    expect(look("10.0.1.0/24", [route("10.0.1.0/24", "nat-1")])).toEqual(["nat-1, longest prefix"]);
  });

  test("a prefix list whose entries were not collected leaves the whole lookup unknown", () => {
    expect(look("52.0.0.0/8", [route("0.0.0.0/0", "nat-1"), route("pl-nobody-knows", "nat-2")])[0]).toContain(
      "pl-nobody-knows",
    );
  });

  test("a destination that is not understood leaves the whole lookup unknown", () => {
    expect(look("52.0.0.0/8", [route("0.0.0.0/0", "nat-1"), route("52.300.0.0/8", "nat-2")])[0]).toContain(
      "52.300.0.0/8",
    );
  });

  test("routes of Route Server are propagated ones (1.10), and lose to the local route from its first address on", () => {
    const advertised = (cidr: string) => route(cidr, "eni-1", { origin: "Advertisement" });
    expect(look("52.0.0.0/8", [advertised("52.0.0.0/8"), route("52.0.0.0/8", "nat-1")])).toEqual([
      "nat-1, a static route wins over a propagated route",
    ]);
    expect(look("10.0.0.0/24", [advertised("10.0.0.0/24")])).toEqual(["local, only match"]);
  });

  test("the last address of a block may have a route of its own", () => {
    expect(look("52.255.255.255/32", [route("52.0.0.0/8", "nat-1"), route("52.255.255.255/32", "nat-2")])).toEqual([
      "nat-2, longest prefix",
    ]);
  });

  test("a list that drops and a list that forwards the same addresses are two answers (1.7, 1.11)", () => {
    const lists = { "pl-1": ["52.0.0.0/8"], "pl-2": ["52.0.0.0/8"] };
    const dropped = route("pl-2", "nat-1", { state: "blackhole" });
    expect(look("52.0.0.0/8", [route("pl-1", "nat-1"), dropped], lists)[0]).toContain("AWS does not say which");
  });

  test("of two lists with one target the first is named, in whatever order AWS answers", () => {
    const lists = { "pl-1": ["52.0.0.0/8"], "pl-2": ["52.0.0.0/8"] };
    const routes = [route("pl-1", "nat-1"), route("pl-2", "nat-1")];
    for (const each of [routes, routes.toReversed()]) {
      const net = networkOf(each, lists);
      const [match] = lookUp(net, tableOf(net), { family: "ipv4", ranges: [parseCidr("52.0.0.0/8") as Cidr] });
      expect(match?.winner).toMatchObject({ route: { destination: { text: "pl-1" } } });
    }
  });

  test("only routes of gateway endpoints are left out for those who come from another VPC (2.15)", () => {
    const routes = [route("pl-1", "vpce-1"), route("pl-2", "nat-2"), route("0.0.0.0/0", "nat-1")];
    const net = networkOf(routes, { "pl-1": ["52.0.0.0/8"], "pl-2": ["54.0.0.0/8"] });
    const ranges = ["52.0.0.0/8", "54.0.0.0/8"].map((each) => parseCidr(each) as Cidr);
    // One network answers both questions, in either order.
    for (const withoutEndpoints of [undefined, true, false]) {
      const query = withoutEndpoints === undefined ? {} : { withoutEndpoints };
      const found = lookUp(net, tableOf(net), { family: "ipv4", ranges, ...query });
      const targets = found.map(({ winner }) => (isUnknown(winner) ? "unknown" : winner?.route.target.id));
      expect(targets).toEqual([withoutEndpoints === true ? "nat-1" : "vpce-1", "nat-2"]);
    }
  });

  test("the asked ranges come back as they are where one route takes them all", () => {
    const net = networkOf([route("0.0.0.0/0", "nat-1"), route("52.1.0.0/16", "nat-2")]);
    const ranges = ["52.0.0.0/24", "52.2.0.0/24"].map((each) => parseCidr(each) as Cidr);
    expect(lookUp(net, tableOf(net), { family: "ipv4", ranges })[0]?.ranges).toBe(ranges);
  });
});
