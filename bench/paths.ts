/**
 * Traces every subnet of a generated organization: 1,000 accounts in 17 Regions, about 100,000 subnets, 5 % of them behind
 * transit gateways, to both services and over both families. Account-Regions are made one by one, as a snapshot
 * is read, so that memory is the index and one of them. What is remembered is remembered by account-Region, and each is made anew, so
 * no path is found twice. The clock runs while paths are traced; what it takes to make the answers and to build the networks
 * is reported beside it. It is the processor time of the whole process, collector and compiler threads too, so that a busy
 * machine does not count. The yardstick is `JSON.parse` of the same answers, which any check of a snapshot pays as well.
 *
 *     npm run bench:paths            # 100 and then 1,000 accounts
 *     npm run bench:paths -- 200     # that many accounts only
 */
import { createOrganizationIndex } from "../src/network/organization-index.ts";
import { families } from "../src/network/cidr.ts";
import { summarizeVia } from "../src/network/path.ts";
import { buildRegionNetwork } from "../src/network/region-network.ts";
import { services } from "../src/network/service-name.ts";
import { tracePath } from "../src/network/trace.ts";
import type { AccountRegion } from "../src/snapshot/format.ts";
import { isUnknown } from "../src/unknown.ts";
import {
  egressOnlyInternetGateway,
  internetGateway,
  natGateway,
  place,
  prefixLists,
  route,
  routeTable,
  subnet,
  transitGateway,
  transitGatewayRouteTable,
  transitGatewayVpcAttachment,
  vpc,
  vpcEndpoint,
} from "../test/support/topology.ts";
import type { Part } from "../test/support/topology.ts";

const regionNames = (
  "us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-west-1 eu-west-2 eu-west-3 eu-central-1 eu-north-1 " +
  "ap-south-1 ap-southeast-1 ap-southeast-2 ap-northeast-1 ap-northeast-2 ap-northeast-3"
).split(" ");
const zones = ["a", "b", "c"];

/** The first account of all owns the transit gateway of each Region; each 20th has its VPC behind it. */
const isSpoke = (account: number) => account > 0 && account % 20 === 0;
const accountId = (account: number) => String(100_000_000_000 + account);
const hubAccount = accountId(0);

function makePlace(account: number, region: string, accounts: number): AccountRegion {
  const at = { account: accountId(account), region };
  if (account === 0) return place(at, ...hubParts(accounts), prefixLists());
  const kind = account + regionNames.indexOf(region);
  return place(at, ...(isSpoke(account) ? spokeParts(account) : vpcParts(account, kind)), prefixLists());
}

/**
 * Three zones. By its kind, which differs between the Regions of an account too, every other VPC has IPv6, every third the
 * S3 endpoint, every fifth a leftover static route.
 */
function vpcParts(account: number, kind: number): Part[] {
  const id = `vpc-${account}`;
  const hasSix = kind % 2 === 0;
  const endpoint = kind % 3 === 0 ? [route("s3", `vpce-${account}`)] : [];
  const leftover = kind % 5 === 0 ? [route("3.5.0.0/16", "nat-a")] : [];
  const six = hasSix ? [route("::/0", `eigw-${account}`)] : [];
  return [
    vpc({ id, cidr: "10.0.0.0/16", ...(hasSix ? { ipv6Cidr: "2600:1f18::/56" } : {}) }),
    ...zones.flatMap((zone, index) => [
      ...subnetsOf(id, zone, { index, hasSix }),
      natGateway({ id: `nat-${zone}`, vpc: id, subnet: `subnet-${zone}-public` }),
      routeTable({
        id: `rtb-${zone}`,
        vpc: id,
        subnets: [`subnet-${zone}-private`],
        routes: [route("0.0.0.0/0", `nat-${zone}`), ...endpoint, ...leftover, ...six],
      }),
    ]),
    routeTable({
      id: "rtb-public",
      vpc: id,
      main: true,
      routes: [route("0.0.0.0/0", "igw-1"), route("::/0", "igw-1")],
    }),
    internetGateway({ id: "igw-1", vpc: id }),
    ...(hasSix ? [egressOnlyInternetGateway({ id: `eigw-${account}`, vpc: id })] : []),
    ...(endpoint.length > 0
      ? [
          vpcEndpoint({
            id: `vpce-${account}`,
            vpc: id,
            service: "s3",
            routeTables: zones.map((zone) => `rtb-${zone}`),
          }),
        ]
      : []),
  ];
}

function subnetsOf(id: string, zone: string, { index, hasSix }: { index: number; hasSix: boolean }): Part[] {
  return ["private", "public"].map((kind, offset) =>
    subnet({
      id: `subnet-${zone}-${kind}`,
      vpc: id,
      zone,
      cidr: `10.0.${index * 2 + offset}.0/24`,
      ...(hasSix ? { ipv6Cidr: `2600:1f18:0:${index * 2 + offset}::/64` } : {}),
    }),
  );
}

function spokeParts(account: number): Part[] {
  const id = `vpc-${account}`;
  return [
    vpc({ id, cidr: spokeCidr(account) }),
    ...zones.flatMap((zone, index) => subnetsOf(id, zone, { index, hasSix: false })),
    routeTable({ id: "rtb-1", vpc: id, main: true, routes: [route("0.0.0.0/0", "tgw-1")] }),
    transitGateway({ id: "tgw-1", owner: hubAccount }),
    attachmentOf(account),
  ];
}

const spokeCidr = (account: number) => `10.${1 + (account % 200)}.0.0/16`;

function attachmentOf(account: number): Part {
  const subnets = zones.map((zone) => `subnet-${zone}-private`);
  const vpcOwner = accountId(account);
  const id = `tgw-attach-${account}`;
  return transitGatewayVpcAttachment({
    id,
    transitGateway: "tgw-1",
    owner: hubAccount,
    vpc: `vpc-${account}`,
    vpcOwner,
    subnets,
  });
}

function hubParts(accounts: number): Part[] {
  const spokes = Array.from({ length: accounts }, (_, account) => account).filter(isSpoke);
  return [
    ...vpcParts(1, 1),
    transitGateway({ id: "tgw-1" }),
    transitGatewayVpcAttachment({
      id: "tgw-attach-hub",
      transitGateway: "tgw-1",
      vpc: "vpc-1",
      subnets: zones.map((zone) => `subnet-${zone}-private`),
    }),
    ...spokes.map(attachmentOf),
    transitGatewayRouteTable({
      id: "tgw-rtb-1",
      transitGateway: "tgw-1",
      associations: spokes.map((account) => ({ attachment: `tgw-attach-${account}`, vpc: `vpc-${account}` })),
      routes: [
        { destination: "0.0.0.0/0", attachment: "tgw-attach-hub", vpc: "vpc-1" },
        ...spokes.map((account) => ({
          destination: spokeCidr(account),
          attachment: `tgw-attach-${account}`,
          vpc: `vpc-${account}`,
          type: "propagated",
        })),
      ],
    }),
  ];
}

interface Figures {
  subnets: number;
  paths: number;
  byVia: Map<string, number>;
  seconds: Seconds;
  /** By the clock on the wall. */
  wall: number;
  rss: number;
}

/** Of processor time what is compared, by the clock the rest. */
type Seconds = Record<"tracing" | "building" | "indexing" | "generating" | "parsing", number>;

function measure(accounts: number): Figures {
  const figures: Figures = {
    subnets: 0,
    paths: 0,
    byVia: new Map(),
    seconds: { tracing: 0, building: 0, indexing: 0, generating: 0, parsing: 0 },
    wall: 0,
    rss: 0,
  };
  const timed = <T>(what: keyof Seconds, work: () => T): T => {
    const isCompared = what === "tracing" || what === "parsing";
    const start = performance.now();
    // To ask for it takes as long as some paths do, so only where it is needed.
    const before = isCompared ? process.cpuUsage() : undefined;
    const result = work();
    const used = before && process.cpuUsage(before);
    const wall = (performance.now() - start) / 1000;
    figures.seconds[what] += used === undefined ? wall : (used.user + used.system) / 1e6;
    if (what === "tracing") figures.wall += wall;
    return result;
  };
  const builder = createOrganizationIndex();
  const everywhere = (visit: (at: AccountRegion) => void) => {
    for (let account = 0; account < accounts; account++) {
      for (const region of regionNames) visit(timed("generating", () => makePlace(account, region, accounts)));
      figures.rss = Math.max(figures.rss, process.memoryUsage.rss());
    }
  };
  everywhere((at) => timed("indexing", () => builder.add(at)));
  const index = timed("indexing", () => builder.finish());
  everywhere((at) => {
    const text = JSON.stringify(at.answers);
    timed("parsing", () => void JSON.parse(text));
    const network = timed("building", () => buildRegionNetwork(at, index));
    timed("tracing", () => trace(network, figures));
  });
  return figures;
}

function trace(network: ReturnType<typeof buildRegionNetwork>, figures: Figures): void {
  for (const each of isUnknown(network.subnets) ? [] : network.subnets.values()) {
    figures.subnets += 1;
    for (const service of services) {
      for (const family of families) {
        const via = summarizeVia(tracePath(network, each, service, family));
        const word = isUnknown(via) ? "unknown" : via;
        figures.paths += 1;
        figures.byVia.set(word, (figures.byVia.get(word) ?? 0) + 1);
      }
    }
  }
}

function report(accounts: number, { subnets, paths, byVia, seconds, wall, rss }: Figures): void {
  const rate = (count: number) => `${Math.round(count / seconds.tracing).toLocaleString("en")} a second`;
  const followed = paths - (byVia.get("no-addresses") ?? 0);
  const ratio = (part: number) => (part / seconds.parsing).toFixed(2);
  const ends = [...byVia].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([via, count]) => `${via} ${count}`);
  console.log(`${accounts} accounts x ${regionNames.length} Regions, ${subnets} subnets, ${paths} paths
  traced in ${seconds.tracing.toFixed(2)} s of processor time (${wall.toFixed(2)} s by the clock): ${rate(paths)}
  of them ${followed} to addresses that there are: ${rate(followed)} if the others cost nothing
  building the networks ${seconds.building.toFixed(2)} s, indexing ${seconds.indexing.toFixed(2)} s, making the answers ${seconds.generating.toFixed(2)} s
  JSON.parse of the answers ${seconds.parsing.toFixed(2)} s: tracing is ${ratio(seconds.tracing)} of it, with building ${ratio(seconds.tracing + seconds.building)}
  peak RSS ${Math.round(rss / 2 ** 20)} MB
  ${ends.join(", ")}`);
}

const limits = { pathsPerSecond: 50_000, ratio: 12, megabytes: 300 };

function main(sizes: readonly number[]): void {
  measure(20); // Warms up the compiler.
  const all = sizes.map((accounts) => {
    const figures = measure(accounts);
    report(accounts, figures);
    return figures;
  });
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) return;
  const ratio = last.seconds.tracing / first.seconds.tracing;
  const work = last.paths / first.paths;
  if (all.length > 1) console.log(`${work.toFixed(1)} x the work took ${ratio.toFixed(1)} x the time`);
  const failures = [
    last.paths / last.seconds.tracing < limits.pathsPerSecond && `fewer than ${limits.pathsPerSecond} paths/s`,
    ratio / work > limits.ratio / 10 && `more than ${limits.ratio} x the time for 10 x the work`,
    last.rss > limits.megabytes * 2 ** 20 && `more than ${limits.megabytes} MB`,
  ].filter((each) => each !== false);
  for (const failure of failures) console.log(`MISSED: ${failure}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

const [asked] = process.argv.slice(2);
main(asked === undefined ? [100, 1000] : [Number(asked)]);
