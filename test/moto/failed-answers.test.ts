import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openShell } from "./support/cli.ts";
import { ec2Client, enterAccount, rootCredentials } from "./support/clients.ts";
import { statusOf } from "./support/findings.ts";
import { startMoto, type MotoServer } from "./support/moto-server.ts";
import { createEndpoint, createRouteTable, createSubnet } from "./support/network.ts";
import { startRenamingProxy } from "./support/renaming-proxy.ts";
import { awsService, createNatSite } from "./world/site.ts";

const region = "us-east-1";
const organization = "";

let moto: MotoServer;

beforeAll(async () => {
  moto = await startMoto();
});

afterAll(() => moto.stop());

describe("answers that are no answers", () => {
  test("an API that moto does not implement (HTML, status 500) is failed in the ledger, and what rests on it unknown", async () => {
    const account = "222222222222";
    const ec2 = ec2Client(moto.url, await enterAccount(moto.url, account), region);
    const { vpc, nat } = await createNatSite({ ec2, region, organization }, "10.52");
    const app = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.52.1.0/24" });
    await createRouteTable(ec2, { vpc, subnets: [app], routes: { "0.0.0.0/0": nat } });
    const options = ["--account", account, "--region", region, "--fail-on", "none"];
    const direct = await openShell(moto.url);
    const before = await direct.scan(...options);
    await direct.remove();
    expect([before.code, statusOf(before.report, "s3-through-nat", app)]).toEqual([0, "fail"]);

    const proxy = await startRenamingProxy(moto.url, {
      from: "DescribeNatGateways",
      to: "DescribeVpcEndpointConnections",
    });
    const proxied = await openShell(proxy.url);
    try {
      const { code, report } = await proxied.scan(...options);
      expect(report.coverage.gaps).toEqual([
        expect.objectContaining({ account, region, api: "DescribeNatGateways", outcome: "failed" }),
      ]);
      expect(report.complete).toBe(false);
      // Incomplete, and no longer a violation: what could not be seen is neither a pass nor a failure.
      expect([code, statusOf(report, "s3-through-nat", app)]).toEqual([3, "unknown"]);
      expect((await proxied.scan(...options, "--allow-partial")).code).toBe(0);
    } finally {
      await proxied.remove();
      await proxy.close();
    }
  });

  test("DescribeVpcEndpointServices of an incomplete moto fails once, then lists nothing: failed, not a world without services", async () => {
    const crippled = await startMoto({ withoutModule: "openapi_spec_validator" });
    const there = await openShell(crippled.url);
    try {
      const client = ec2Client(crippled.url, rootCredentials, region);
      const { vpc } = await createNatSite({ ec2: client, region, organization }, "10.53");
      const subnet = await createSubnet(client, vpc, { zone: `${region}b`, cidr: "10.53.1.0/24" });
      const endpoint = await createEndpoint(client, {
        vpc,
        service: awsService(region, "sqs"),
        type: "Interface",
        subnets: [subnet],
      });

      const { report } = await there.scan("--region", region);
      expect((await client.describeVpcEndpointServices({})).ServiceDetails).toEqual([]);
      expect(report.coverage.gaps).toEqual([
        expect.objectContaining({ api: "DescribeVpcEndpointServices", outcome: "failed" }),
      ]);
      // In which zones the service is offered is what that list says.
      expect(statusOf(report, "endpoint-single-zone", endpoint)).toBe("unknown");
    } finally {
      await there.remove();
      await crippled.stop();
    }
  });
});
