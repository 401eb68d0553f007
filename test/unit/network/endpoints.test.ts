import { describe, expect, test } from "vitest";
import { acceptsPolicies, offersPrivateDns } from "../../../src/network/endpoint-services.ts";
import { openingToVpc } from "../../../src/network/security-groups.ts";
import {
  endpointService,
  gap,
  managedPrefixList,
  natGateway,
  networkInterface,
  prefixLists,
  securityGroup,
  subnet,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { endpointOf, network, networkWithout, reasons, word } from "./support.ts";

type Ingress = NonNullable<Parameters<typeof securityGroup>[0]["ingress"]>;

const home: Part[] = [
  vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
  subnet({ id: "subnet-a", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24" }),
  subnet({ id: "subnet-b", vpc: "vpc-1", zone: "b", cidr: "10.0.2.0/24" }),
  prefixLists(),
];

type EndpointOptions = Partial<Parameters<typeof vpcEndpoint>[0]>;
const sqs = (more: EndpointOptions = {}) =>
  vpcEndpoint({ id: "vpce-1", vpc: "vpc-1", service: "sqs", subnets: ["subnet-a"], securityGroups: ["sg-1"], ...more });
const allow = (more: Ingress[number] = {}): Ingress => [
  { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [], ...more },
];
const from = (...cidrs: string[]) => ({ IpRanges: cidrs.map((CidrIp) => ({ CidrIp })) });

/** All of 10.0.0.0/16, in two single addresses and ever larger blocks. */
const addresses = ["10.0.0.0/32", "10.0.0.1/32", ...Array.from({ length: 15 }, (_, index) => after(index + 1))];

/** The block that doubles what the ones before it hold. */
function after(bits: number): string {
  const start = 2 ** bits;
  return `10.0.${Math.floor(start / 256)}.${start % 256}/${32 - bits}`;
}

function openings(ingress: Ingress, ...more: Part[]): string {
  const net = network(...home, sqs(), securityGroup({ id: "sg-1", vpc: "vpc-1", ingress }), ...more);
  return word(openingToVpc(net, endpointOf(net, "vpce-1")));
}

describe("how much of its VPC the security groups of an endpoint let in (4.18)", () => {
  test.each<[string, Ingress, string]>([
    ["no rule", [], "none"],
    ["all of the VPC", allow(from("10.0.0.0/16")), "all"],
    ["more than the VPC", allow(from("0.0.0.0/0")), "all"],
    ["exactly half of it", allow(from("10.0.0.0/17")), "some"],
    ["one address, the first", allow(from("10.0.0.0/32")), "some"],
    ["one address, the last", allow(from("10.0.255.255/32")), "some"],
    ["the neighbours on both sides", allow(from("9.255.0.0/16", "10.1.0.0/16")), "none"],
    ["both halves, in any order", allow(from("10.0.128.0/17", "10.0.0.0/17")), "all"],
    ["three quarters, with a hole", allow(from("10.0.0.0/18", "10.0.128.0/17")), "some"],
    ["all but the last address block", allow(from("10.0.0.0/17", "10.0.128.0/18")), "some"],
    ["single addresses and what follows them", allow(from(...addresses)), "all"],
    ["nested blocks that hold all", allow(from("10.0.0.0/17", "10.0.1.0/24", "10.0.128.0/17")), "all"],
    ["IPv6 only", allow({ Ipv6Ranges: [{ CidrIpv6: "::/0" }] }), "none"],
    ["another port", allow({ ...from("10.0.0.0/16"), FromPort: 80, ToPort: 80 }), "none"],
    ["ports up to the one", allow({ ...from("10.0.0.0/16"), FromPort: 400, ToPort: 443 }), "all"],
    ["ports from the one", allow({ ...from("10.0.0.0/16"), FromPort: 443, ToPort: 500 }), "all"],
    ["ports below the one", allow({ ...from("10.0.0.0/16"), FromPort: 400, ToPort: 442 }), "none"],
    ["ports above the one", allow({ ...from("10.0.0.0/16"), FromPort: 444, ToPort: 500 }), "none"],
    ["the protocol by its number", allow({ ...from("10.0.0.0/16"), IpProtocol: "6" }), "all"],
    ["another protocol", allow({ ...from("10.0.0.0/16"), IpProtocol: "udp" }), "none"],
    ["every protocol", [{ IpProtocol: "-1", ...from("10.0.0.0/16") }], "all"],
    ["tcp without ports", [{ IpProtocol: "tcp", ...from("10.0.0.0/16") }], "all"],
    ["a prefix list of the VPC", allow({ PrefixListIds: [{ PrefixListId: "pl-own" }] }), "all"],
  ])("%s", (_, ingress, expected) => {
    expect(openings(ingress, managedPrefixList({ id: "pl-own", cidrs: ["10.0.0.0/16"], family: "IPv4" }))).toBe(
      expected,
    );
  });

  test("what any of several groups lets in is in, whatever is not known of the others", () => {
    const two = (...groups: Part[]) => {
      const net = network(...home, sqs({ securityGroups: ["sg-1", "sg-2"] }), ...groups);
      return openingToVpc(net, endpointOf(net, "vpce-1"));
    };
    const open = securityGroup({ id: "sg-2", vpc: "vpc-1", ingress: allow(from("10.0.0.0/16")) });
    const closed = securityGroup({ id: "sg-1", vpc: "vpc-1" });
    expect(word(two(closed, open))).toBe("all");
    expect(word(two(open))).toBe("all");
    expect(reasons(two(closed))).toContain("DescribeSecurityGroups: sg-2");
  });

  test("a rule that names a group lets in the workloads of the VPC that carry it", () => {
    const members = allow({ UserIdGroupPairs: [{ GroupId: "sg-app" }] });
    const carrying = (more: Partial<Parameters<typeof networkInterface>[0]>) =>
      networkInterface({ id: "eni-app", subnet: "subnet-b", securityGroups: ["sg-app"], ...more });
    expect(openings(members)).toBe("none");
    expect(openings(members, carrying({}))).toBe("some");
    expect(openings(members, carrying({ securityGroups: ["sg-else", "sg-app"] }))).toBe("some");
    expect(openings(members, carrying({ securityGroups: ["sg-else"] }))).toBe("none");
    // Endpoints that carry it too send nothing.
    expect(openings(members, carrying({ type: "vpc_endpoint" }))).toBe("none");
    const elsewhere = [
      vpc({ id: "vpc-2", cidr: "10.2.0.0/16" }),
      subnet({ id: "subnet-z", vpc: "vpc-2", zone: "a", cidr: "10.2.0.0/24" }),
      carrying({ subnet: "subnet-z" }),
    ];
    expect(openings(members, ...elsewhere)).toBe("none");
  });

  test("is unknown where nothing that is known lets anyone in", () => {
    const listed = openingOf(
      network(
        ...home,
        sqs(),
        securityGroup({ id: "sg-1", vpc: "vpc-1", ingress: allow({ PrefixListIds: [{ PrefixListId: "pl-gone" }] }) }),
      ),
    );
    expect(reasons(listed)).toContain("the entries of pl-gone are not known");
    const noGroups = openingOf(network(...home, sqs({ securityGroups: [] })));
    expect(reasons(noGroups)).toContain("DescribeVpcEndpoints: the answer names no security group of vpce-1");
    const members = securityGroup({
      id: "sg-1",
      vpc: "vpc-1",
      ingress: allow({ UserIdGroupPairs: [{ GroupId: "sg-app" }] }),
    });
    expect(reasons(openingOf(networkWithout([gap("DescribeNetworkInterfaces")], ...home, sqs(), members)))).toContain(
      "DescribeNetworkInterfaces: denied",
    );
    expect(reasons(openingOf(networkWithout([gap("DescribeVpcs")], ...home, sqs(), members)))).toContain(
      "DescribeVpcs: denied",
    );
    expect(reasons(openingOf(networkWithout([gap("DescribeSecurityGroups")], ...home, sqs())))).toContain(
      "DescribeSecurityGroups: denied",
    );
  });

  test("needs no workloads where no rule names a group, and its own VPC always", () => {
    const parts = [...home, sqs(), securityGroup({ id: "sg-1", vpc: "vpc-1", ingress: [] })];
    expect(openingOf(networkWithout([gap("DescribeNetworkInterfaces")], ...parts))).toBe("none");
    const lost = network(...home.slice(1), sqs(), securityGroup({ id: "sg-1", vpc: "vpc-1" }));
    expect(reasons(openingToVpc(lost, endpointOf(lost, "vpce-1")))).toContain(
      "DescribeVpcs: vpc-1 is used but not listed",
    );
  });

  test("asks for the families that the endpoint speaks, and for each of the VPC's blocks", () => {
    const speaking = (ipAddressType: "ipv4" | "ipv6" | "dualstack", ingress: Ingress) => {
      const net = network(
        vpc({ id: "vpc-1", cidr: "10.0.0.0/16", ipv6Cidr: "2600:1f18::/56" }),
        ...home.slice(1),
        sqs({ ipAddressType }),
        securityGroup({ id: "sg-1", vpc: "vpc-1", ingress }),
      );
      return word(openingOf(net));
    };
    const four = allow(from("10.0.0.0/16"));
    const six = allow({ Ipv6Ranges: [{ CidrIpv6: "2600:1f18::/56" }] });
    expect([speaking("ipv4", four), speaking("ipv4", six)]).toEqual(["all", "none"]);
    expect([speaking("ipv6", four), speaking("ipv6", six)]).toEqual(["none", "all"]);
    expect([speaking("dualstack", four), speaking("dualstack", six)]).toEqual(["some", "some"]);
    expect(speaking("dualstack", [...four, ...six])).toBe("all");
  });
});

function openingOf(net: ReturnType<typeof network>) {
  return openingToVpc(net, endpointOf(net, "vpce-1"));
}

describe("what the service behind an endpoint offers", () => {
  const ask = (endpoint: EndpointOptions, ...parts: Part[]) => {
    const net = network(...home, sqs(endpoint), ...parts);
    const record = endpointOf(net, "vpce-1");
    return { policies: acceptsPolicies(net, record), privateDns: offersPrivateDns(net, record) };
  };
  const listed = endpointService({ service: "sqs" });
  const answering =
    (detail: object): Part =>
    () => ({
      DescribeVpcEndpointServices: {
        ServiceDetails: [
          { ServiceName: "com.amazonaws.us-east-1.sqs", ServiceType: [{ ServiceType: "Interface" }], ...detail },
        ],
      },
    });

  test("policies are heeded by the gateway services, and by others where the listing says so", () => {
    expect(word(ask({}, listed).policies)).toBe("true");
    expect(word(ask({}, answering({ VpcEndpointPolicySupported: false })).policies)).toBe("false");
    expect(word(ask({ type: "Gateway", service: "s3", subnets: [] }).policies)).toBe("true");
    expect(word(ask({ type: "GatewayLoadBalancer" }, listed).policies)).toBe("false");
    expect(word(ask({ type: "Resource" }, listed).policies)).toBe("false");
    const provided = "com.amazonaws.vpce.us-east-1.vpce-svc-1";
    expect(word(ask({ service: provided }, endpointService({ service: provided })).policies)).toBe("false");
  });

  test("a listing that is silent, or lacks the service, leaves it unknown", () => {
    const silent = ask({}, answering({}));
    expect(reasons(silent.policies)).toContain(
      "DescribeVpcEndpointServices: com.amazonaws.us-east-1.sqs is not listed",
    );
    expect(reasons(ask({}, endpointService({ service: "sns" })).policies)).toContain(
      "com.amazonaws.us-east-1.sqs is not listed",
    );
    expect(reasons(ask({}, endpointService({ service: "sqs", types: ["GatewayLoadBalancer"] })).privateDns)).toContain(
      "is not listed",
    );
    const net = networkWithout([gap("DescribeVpcEndpointServices")], ...home, sqs());
    expect(reasons(acceptsPolicies(net, endpointOf(net, "vpce-1")))).toContain("DescribeVpcEndpointServices: denied");
  });

  test("private DNS is there for interface endpoints of services with private names, and never for DynamoDB (2.26)", () => {
    expect(word(ask({}, listed).privateDns)).toBe("true");
    expect(word(ask({}, answering({})).privateDns)).toBe("false");
    expect(word(ask({ privateDns: true }).privateDns)).toBe("true");
    expect(word(ask({ type: "Gateway", service: "s3" }, listed).privateDns)).toBe("false");
    for (const service of ["dynamodb", "dynamodb-streams"]) {
      expect(word(ask({ service, privateDns: true }, endpointService({ service })).privateDns)).toBe("false");
    }
  });
});

test("a NAT gateway is no member of a group that an endpoint lets in", () => {
  const members = allow({ UserIdGroupPairs: [{ GroupId: "sg-app" }] });
  const named = networkInterface({ id: "eni-nat-1", subnet: "subnet-b", securityGroups: ["sg-app"] });
  const bare: Part = () => ({
    DescribeNatGateways: {
      NatGateways: [
        {
          NatGatewayId: "nat-1",
          VpcId: "vpc-1",
          State: "available",
          NatGatewayAddresses: [{ NetworkInterfaceId: "eni-nat-1" }],
        },
      ],
    },
  });
  expect(openings(members, named, bare)).toBe("none");
  expect(openings(members, natGateway({ id: "nat-2", vpc: "vpc-1", subnet: "subnet-b" }))).toBe("none");
});
