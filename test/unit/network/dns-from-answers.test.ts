import { describe, expect, test } from "vitest";
import { createDnsIndex } from "../../../src/network/dns-index.ts";
import * as dns from "../../../src/network/dns-from-answers.ts";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import { gap, item, networkInterface, place, recordSets, subnet, vpc, vpcEndpoint } from "../../support/topology.ts";
import { reasons } from "./support.ts";

describe("what Route 53 answers", () => {
  test("is read without letter case, the dot at the end, and its way of writing *", () => {
    expect(dns.nameFrom(String.raw`\052.S3.us-east-1.amazonaws.com.`)).toBe("*.s3.us-east-1.amazonaws.com");
    expect(dns.nameFrom(undefined)).toBe("");
  });

  test.each([
    ["Z1", "Z1"],
    ["/hostedzone/Z1", "Z1"],
    ["hostedzone/Z1", "Z1"],
    ["Z1/hostedzone/Z2", "Z1/hostedzone/Z2"],
    [undefined, ""],
  ])("names a zone %j as %j", (text, id) => expect(dns.zoneIdFrom(text)).toBe(id));

  test("may leave members out", () => {
    expect(dns.recordSetFrom({} as never)).toEqual({ name: "", type: "", targets: [] });
    expect(dns.profileAssociationFrom({})).toEqual({ profile: "", vpc: "", status: "" });
    expect(dns.profileResourceFrom({})).toEqual({ arn: "", status: "" });
    expect(dns.hostedZonesFrom({ "vpc-1": { HostedZoneSummaries: [{ Name: "a." }] } } as never).get("vpc-1")).toEqual([
      { id: "", name: "a", owner: undefined },
    ]);
  });
});

describe("the index of names", () => {
  const account = "111122223333";
  const indexOf = (...places: AccountRegion[]) => {
    const { add, index } = createDnsIndex();
    for (const each of places) add(each);
    return index;
  };
  const s3 = (more: Partial<Parameters<typeof vpcEndpoint>[0]> = {}) =>
    vpcEndpoint({ id: "vpce-s3", vpc: "vpc-1", service: "s3", subnets: ["subnet-a"], ...more });
  const home = [
    vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
    subnet({ id: "subnet-a", vpc: "vpc-1", zone: "a", cidr: "10.0.0.0/24" }),
    subnet({ id: "subnet-b", vpc: "vpc-1", zone: "b", cidr: "10.0.1.0/24" }),
  ];

  test("knows of which account and Region the endpoints were listed", () => {
    const index = indexOf(place({}), place({ region: "eu-west-1", gaps: [gap("DescribeVpcEndpoints")] }));
    expect(index.hasEndpointsOf(account, "us-east-1")).toBe(true);
    expect(index.hasEndpointsOf(account, "eu-west-1")).toBe(false);
    expect(index.hasEndpointsOf("999988887777", "us-east-1")).toBe(false);
  });

  test("holds the account's own interface endpoints of its Region's S3, and no others", () => {
    const index = indexOf(
      place(
        {},
        ...home,
        s3(),
        s3({ id: "vpce-theirs", owner: "999988887777" }),
        s3({ id: "vpce-gateway", subnets: [] }),
        s3({ id: "vpce-far", serviceRegion: "eu-west-1" }),
        s3({ id: "vpce-ecr", service: "ecr.api" }),
        item("DescribeVpcEndpoints", {
          VpcEndpointId: "vpce-silent",
          VpcEndpointType: "Interface",
          ServiceName: "com.amazonaws.us-east-1.s3",
        }),
      ),
      place({ account: "999988887777" }, s3({ id: "vpce-second" })),
    );
    expect(index.s3Endpoints("us-east-1").map(({ id }) => id)).toEqual(["vpce-s3", "vpce-silent", "vpce-second"]);
    expect(index.s3Endpoints("eu-west-1")).toEqual([]);
  });

  test("gives an endpoint all addresses of its own interfaces, and the blocks of its own subnets", () => {
    const second = { Primary: false, PrivateIpAddress: "10.0.0.6" };
    const own = item("DescribeNetworkInterfaces", {
      NetworkInterfaceId: "eni-vpce-s3-subnet-a",
      PrivateIpAddress: "10.0.0.5",
      PrivateIpAddresses: [second],
    });
    const bare = item("DescribeNetworkInterfaces", { NetworkInterfaceId: "eni-bare", PrivateIpAddress: "10.0.0.7" });
    const other = networkInterface({ id: "eni-other", subnet: "subnet-b", privateIp: "10.0.1.9" });
    const answered = s3({ interfaceStatus: null });
    const named: typeof answered = (at) => {
      const answer = answered(at).DescribeVpcEndpoints?.VpcEndpoints ?? [];
      const interfaces = ["eni-vpce-s3-subnet-a", "eni-bare"];
      return {
        DescribeVpcEndpoints: { VpcEndpoints: answer.map((each) => ({ ...each, NetworkInterfaceIds: interfaces })) },
      };
    };
    const [endpoint] = indexOf(place({}, ...home, named, own, bare, other)).s3Endpoints("us-east-1");
    expect(endpoint?.addresses).toEqual(["10.0.0.5", "10.0.0.6", "10.0.0.7"]);
    expect(endpoint?.cidrs).toMatchObject([{ length: 24 }]);
  });

  test("has no addresses without the interfaces, and says what is missing without the subnets", () => {
    const gaps = [gap("DescribeNetworkInterfaces"), gap("DescribeSubnets")];
    const [endpoint] = indexOf(place({ gaps }, ...home, s3())).s3Endpoints("us-east-1");
    expect(endpoint?.addresses).toEqual([]);
    expect(reasons(endpoint?.cidrs)).toContain("DescribeSubnets: denied");
  });

  test("knows records by the zone's own id", () => {
    const index = indexOf(place({}, recordSets("/hostedzone/Z1", { name: "a", values: ["10.0.0.1"] })));
    expect(index.records("Z1")).toEqual([{ name: "a", type: "A", targets: ["10.0.0.1"] }]);
    expect(index.records("Z2")).toBeUndefined();
  });
});
