import { describe, expect, test } from "vitest";
import { generateOrganization } from "../../../src/simulator/organization-generator.ts";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import { checkManifest, checkRegionFile } from "../../../src/snapshot/validate.ts";

const options = { accounts: 120, regions: 17, seed: 1 };

async function readAll(organization = generateOrganization(options)): Promise<AccountRegion[]> {
  const places = await Promise.all(
    organization.manifest.ledger.map(({ account, region }) => organization.read(account, region)),
  );
  return places.flatMap((place) => place ?? []);
}

describe("a generated organization", () => {
  test("is the same for the same seed, and another for another", async () => {
    expect(await readAll()).toEqual(await readAll());
    expect(await readAll(generateOrganization({ ...options, seed: 2 }))).not.toEqual(await readAll());
  });

  test("an account's networks do not depend on how many accounts there are", async () => {
    const [small, large] = [generateOrganization({ ...options, accounts: 30 }), generateOrganization(options)];
    const { id = "" } = small.manifest.accounts[20] ?? {};
    expect(await small.read(id, "eu-west-1")).toEqual(await large.read(id, "eu-west-1"));
  });

  test("fits the format of a snapshot", async () => {
    const organization = generateOrganization(options);
    const places = await readAll(organization);
    const check = () => {
      checkManifest({ file: "manifest", text: "", content: organization.manifest });
      for (const { gaps: _gaps, ...file } of places) {
        checkRegionFile({ file: `${file.account}/${file.region}`, text: "", content: file });
      }
    };
    expect(check).not.toThrow();
  });

  test("is used in about a fifth of its account-Regions, a twentieth of them behind transit gateways", async () => {
    const used = (await readAll()).filter((place) => place.answers.DescribeSubnets !== undefined);
    expect(used.length / (120 * 17)).toBeCloseTo(0.2, 1);
    const spokes = used.filter(
      (place) => place.answers.DescribeTransitGatewayVpcAttachments?.TransitGatewayVpcAttachments.length === 1,
    );
    expect(spokes.length / used.length).toBeGreaterThan(0.02);
    expect(spokes.length / used.length).toBeLessThan(0.1);
  });

  test("has no route to what is not there, and an attachment for each spoke in the hub's account", async () => {
    const places = await readAll();
    const attachments = new Set<string | undefined>();
    for (const { account, answers } of places) {
      const targets = new Set<string | undefined>([
        "local",
        ...(answers.DescribeVpcEndpoints?.VpcEndpoints ?? []).map((one) => one.VpcEndpointId),
        ...(answers.DescribeNatGateways?.NatGateways ?? []).map((one) => one.NatGatewayId),
        ...(answers.DescribeInternetGateways?.InternetGateways ?? []).map((one) => one.InternetGatewayId),
        ...(answers.DescribeTransitGateways?.TransitGateways ?? []).map((one) => one.TransitGatewayId),
      ]);
      for (const table of answers.DescribeRouteTables?.RouteTables ?? []) {
        for (const route of table.Routes ?? []) {
          expect(targets).toContain(route.GatewayId ?? route.NatGatewayId ?? route.TransitGatewayId);
        }
      }
      const owned = answers.DescribeTransitGateways?.TransitGateways.some((gateway) => gateway.OwnerId === account);
      if (owned === true) {
        for (const one of answers.DescribeTransitGatewayVpcAttachments?.TransitGatewayVpcAttachments ?? []) {
          attachments.add(one.TransitGatewayAttachmentId);
        }
      }
    }
    const ofSpokes = places.flatMap(
      ({ answers }) => answers.DescribeTransitGatewayVpcAttachments?.TransitGatewayVpcAttachments ?? [],
    );
    expect(new Set(ofSpokes.map((one) => one.TransitGatewayAttachmentId))).toEqual(attachments);
  });
});
