import { expect, onTestFinished, test } from "vitest";
import { createDnsClients, type DnsClients } from "../../../src/aws/clients.ts";
import { classifyError } from "../../../src/aws/errors.ts";
import { openTransport } from "../../../src/aws/transport.ts";
import type { Collector, Place } from "../../../src/collectors/collector.ts";
import { collectors } from "../../../src/collectors/index.ts";
import { dnsApis, type DnsApi } from "../../../src/snapshot/apis.ts";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import type { Simulator } from "../../../src/simulator/server.ts";
import {
  dnsProfile,
  gap,
  hostedZone,
  place,
  recordSets,
  route,
  routeTable,
  transitGateway,
  vpc,
} from "../../support/topology.ts";
import { management, simulate } from "./support.ts";

const s3 = "s3.us-east-1.amazonaws.com";
const arn = "arn:aws:route53:::hostedzone/Z1";
const parts = [
  vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
  vpc({ id: "vpc-alone", cidr: "10.1.0.0/16" }),
  transitGateway({ id: "tgw-1" }),
  routeTable({ id: "rtb-1", vpc: "vpc-1", main: true, routes: [route("0.0.0.0/0", "tgw-1")] }),
  hostedZone({ id: "Z1", name: s3, vpc: "vpc-1" }),
  recordSets(
    "Z1",
    { name: `*.${s3}`, alias: "vpce-1.s3.us-east-1.vpce.amazonaws.com" },
    { name: s3, values: ["10.9.0.4", "10.9.1.4"], setIdentifier: "a" },
    { name: s3, values: ["10.9.2.4"], setIdentifier: "b" },
  ),
  dnsProfile({ id: "rp-1", vpc: "vpc-1", resources: [arn, "arn:aws:ec2:us-east-1:1:vpc-endpoint/vpce-9"] }),
];

function clientsOf(simulator: Simulator): DnsClients {
  process.env["AWS_ENDPOINT_URL"] = simulator.url;
  const transport = openTransport({ concurrency: 4, environment: {} });
  onTestFinished(() => {
    delete process.env["AWS_ENDPOINT_URL"];
    transport.close();
  });
  const environment = simulator.environment();
  const base = {
    accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
  };
  const credentials = { get: async () => base, expire: () => {} };
  return createDnsClients({ transport, maxAttempts: 1 }, { region: "us-east-1", credentials });
}

/** Runs the table's own collectors, in its order, through the real clients. */
async function collectDns(simulator: Simulator, { account, region, answers }: AccountRegion) {
  const clients = clientsOf(simulator);
  const isDns = new Set<string>(dnsApis);
  const known = Object.fromEntries(Object.entries(answers).filter(([api]) => !isDns.has(api)));
  const collecting: Place = {
    account,
    region,
    regionIsEnabled: true,
    answers: known,
    request: () => Promise.reject(new Error("EC2 is not asked")),
    requestDns: (_api, send) => send(clients),
    requestNetworkManager: () => Promise.reject(new Error("Network Manager is not asked")),
  };
  const outcomes: Partial<Record<DnsApi, unknown>> = {};
  for (const api of dnsApis) {
    const collector: Collector = collectors[api];
    // oxlint-disable-next-line no-await-in-loop -- each rests on the one before
    const { answer, failure } = await collector
      .collect(collecting)
      .catch((error: unknown) => ({ answer: undefined, failure: classifyError(error) }));
    if (answer !== undefined) Object.assign(collecting.answers, { [api]: answer });
    outcomes[api] = failure ?? answer;
  }
  return outcomes;
}

test.each([undefined, 1])(
  "what is collected from the simulator is the snapshot again (pages of %s)",
  async (pageLimit) => {
    const recorded = place({ account: management }, ...parts);
    const simulator = await simulate({ places: [recorded] }, pageLimit === undefined ? {} : { pageLimit });
    const collected = await collectDns(simulator, recorded);
    expect(collected).toEqual(Object.fromEntries(dnsApis.map((api) => [api, recorded.answers[api]])));
  },
);

test("only VPCs with a way into others are asked about", async () => {
  const simulator = await simulate({ places: [place({ account: management }, ...parts)] });
  await collectDns(simulator, place({ account: management }, ...parts));
  expect(simulator.requests.counts.get("route53:ListHostedZonesByVPC")).toBe(1);
  expect(simulator.requests.counts.get("route53:ListResourceRecordSets")).toBe(1);
});

test("a denial is replayed as one", async () => {
  const gaps = dnsApis.map((api) => gap(api));
  const denied = await simulate({ places: [place({ account: management, gaps }, ...parts)] });
  const { ListHostedZonesByVPC: zones, ListProfileAssociations: profiles } = await collectDns(
    denied,
    place({ account: management }, ...parts),
  );
  for (const outcome of [zones, profiles])
    expect(outcome).toMatchObject({ outcome: "denied", reason: expect.stringContaining("service control policy") });
});
