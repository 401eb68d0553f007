import { describe, expect, test } from "vitest";
import { createOrganizationIndex } from "../../../src/network/organization-index.ts";
import type { OrganizationIndex } from "../../../src/network/region-network.ts";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import { isUnknown } from "../../../src/unknown.ts";
import {
  gap,
  place,
  subnet,
  transitGateway,
  transitGatewayRouteTable,
  transitGatewayVpcAttachment,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { reasons } from "./support.ts";

const here = "111122223333";

function indexOf(...places: AccountRegion[]): OrganizationIndex {
  const builder = createOrganizationIndex();
  for (const each of places) builder.add(each);
  return builder.finish();
}

const attached = (id: string, vpcId: string, more: Partial<Parameters<typeof transitGatewayVpcAttachment>[0]> = {}) =>
  transitGatewayVpcAttachment({ id, transitGateway: "tgw-1", vpc: vpcId, subnets: ["subnet-1"], ...more });
const home: Part[] = [
  vpc({ id: "vpc-1", cidr: "10.0.0.0/16", moreCidrs: ["10.64.0.0/16"] }),
  subnet({ id: "subnet-1", vpc: "vpc-1", zone: "a", cidr: "10.0.0.0/24" }),
  attached("tgw-attach-1", "vpc-1"),
];

describe("the VPCs behind attachments", () => {
  const routed = (...destinations: string[]) =>
    indexOf(
      place(
        {},
        ...home,
        transitGateway({ id: "tgw-1" }),
        transitGatewayRouteTable({
          id: "tgw-rtb-1",
          transitGateway: "tgw-1",
          routes: destinations.map((destination) => ({ destination, attachment: "tgw-attach-1", vpc: "vpc-1" })),
        }),
      ),
    ).attachedVpc("tgw-attach-1");

  test.each([
    ["to all of its blocks", ["10.0.0.0/16", "10.64.0.0/16"]],
    ["to a part of a block", ["10.64.3.0/24"]],
    ["nowhere", []],
  ])("that routes lead %s are kept as their CIDRs", (_, destinations) => {
    const kept = routed(...destinations);
    expect(kept).toMatchObject({ account: here, region: "us-east-1", attachment: { id: "tgw-attach-1" } });
    expect(isUnknown(kept?.cidrs) ? [] : kept?.cidrs).toHaveLength(2);
    expect(kept?.network).toBeUndefined();
  });

  test.each(["0.0.0.0/0", "9.0.0.0/8", "10.0.0.0/15", "11.0.0.0/8", "::/0"])(
    "that a route to %s leads through are kept whole",
    (destination) => expect(routed("10.0.0.0/16", destination)?.network).toBeDefined(),
  );

  test("that are not listed have no blocks that anybody knows", () => {
    const lost = indexOf(place({}, attached("tgw-attach-9", "vpc-9"))).attachedVpc("tgw-attach-9");
    expect(reasons(lost?.cidrs)).toContain("DescribeVpcs: vpc-9 is used but not listed");
  });

  test("are their owner's to tell", () => {
    const theirs = indexOf(place({}, ...home, attached("tgw-attach-2", "vpc-2", { vpcOwner: "999988887777" })));
    expect(theirs.attachedVpc("tgw-attach-2")).toBeUndefined();
    expect(theirs.attachedVpc("tgw-attach-1")).toBeDefined();
  });
});

describe("central S3 endpoints (2.27)", () => {
  const s3 = (id: string, more: Partial<Parameters<typeof vpcEndpoint>[0]> = {}) =>
    vpcEndpoint({ id, vpc: "vpc-1", service: "s3", subnets: ["subnet-1"], ...more });

  test("are the Region's interface endpoints of S3, in whatever state: names may be any endpoint's", () => {
    const index = indexOf(
      place(
        {},
        ...home,
        s3("vpce-1"),
        s3("vpce-gateway", { subnets: [] }),
        s3("vpce-private", { privateDns: true }),
        s3("vpce-far", { serviceRegion: "eu-west-1" }),
        s3("vpce-pending", { state: "pending" }),
        s3("vpce-ecr", { service: "ecr.api" }),
        s3("vpce-elsewhere", { vpc: "vpc-3" }),
      ),
    );
    const ids = index.dns.s3Endpoints("us-east-1").map(({ id, account, vpc }) => `${id} ${account} ${vpc}`);
    expect(ids).toEqual([
      `vpce-1 ${here} vpc-1`,
      `vpce-private ${here} vpc-1`,
      `vpce-pending ${here} vpc-1`,
      `vpce-elsewhere ${here} vpc-3`,
    ]);
    expect(index.dns.s3Endpoints("eu-west-1")).toEqual([]);
  });

  test("are none where there is no endpoint, and not listed where there is no answer", () => {
    const listed = indexOf(place({}, ...home)).dns;
    expect([listed.s3Endpoints("us-east-1"), listed.isUnlistedIn("us-east-1")]).toEqual([[], false]);
    expect(listed.hasEndpointsOf(here, "us-east-1")).toBe(true);
    const lost = indexOf(place({ gaps: [gap("DescribeVpcEndpoints")] }, ...home)).dns;
    expect([lost.s3Endpoints("us-east-1"), lost.isUnlistedIn("us-east-1")]).toEqual([[], true]);
    expect([lost.hasEndpointsOf(here, "us-east-1"), lost.isUnlistedIn("eu-west-1")]).toEqual([false, false]);
  });
});
