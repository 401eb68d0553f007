import { describe, expect, test } from "vitest";
import { buildRegionNetwork } from "../../../src/network/region-network.ts";
import { endpointZones } from "../../../src/network/zones.ts";
import { isUnknown } from "../../../src/unknown.ts";
import type { Maybe } from "../../../src/unknown.ts";
import type { Part } from "../../support/topology.ts";
import {
  availabilityZones,
  endpointService,
  gap,
  item,
  networkInterface,
  place,
  subnet,
  vpc,
  vpcEndpoint,
} from "../../support/topology.ts";
import { endpointOf, network, networkWithout, reasons, word } from "./support.ts";

const sqs = (more: Partial<Parameters<typeof vpcEndpoint>[0]> = {}) =>
  vpcEndpoint({ id: "vpce-1", vpc: "vpc-1", service: "sqs", subnets: ["subnet-a"], ...more });

const base: Part[] = [
  vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
  ...["a", "b", "c"].map((zone) =>
    subnet({ id: `subnet-${zone}`, vpc: "vpc-1", zone, cidr: `10.0.${zone.charCodeAt(0)}.0/24` }),
  ),
  availabilityZones(["a", "b", "c"], ["us-east-1-bos-1a"]),
  endpointService({ service: "sqs" }),
];

function zones(...parts: Part[]) {
  const net = network(...base, ...parts);
  return endpointZones(net, endpointOf(net, "vpce-1"));
}

const list = (value: Maybe<string[]>) => (isUnknown(value) ? "unknown" : value.join(" "));

describe("zones of an interface endpoint", () => {
  test("are counted by zone id (3.8), and only where its interfaces are in use (4.4)", () => {
    expect(list(zones(sqs({ subnets: ["subnet-a", "subnet-b"] })).covered)).toBe("use1-az1 use1-az2");
    const sick = { id: "vpce-1", vpc: "vpc-1", service: "sqs", subnets: ["subnet-a", "subnet-b"] };
    const one = () => ({
      DescribeVpcEndpoints: {
        VpcEndpoints: [
          {
            VpcEndpointId: "vpce-1",
            VpcEndpointType: "interface",
            VpcId: "vpc-1",
            ServiceName: "com.amazonaws.us-east-1.sqs",
            State: "available",
            SubnetIds: sick.subnets,
            NetworkInterfaceIds: ["eni-a", "eni-b"],
          },
        ],
      },
    });
    const interfaces = (status: string) => [
      networkInterface({ id: "eni-a", subnet: "subnet-a", type: "vpc_endpoint" }),
      networkInterface({ id: "eni-b", subnet: "subnet-b", type: "vpc_endpoint", status }),
    ];
    expect(list(zones(one, ...interfaces("available")).covered)).toBe("use1-az1");
    expect(list(zones(one, ...interfaces("in-use")).covered)).toBe("use1-az1 use1-az2");
  });

  test("are those of its subnets where no interface has a usable state, as from emulators", () => {
    expect(list(zones(sqs({ subnets: ["subnet-a", "subnet-b"], interfaceStatus: "available" })).covered)).toBe(
      "use1-az1 use1-az2",
    );
  });

  test("are unknown where its witnesses disagree (4.3)", () => {
    const two = () => ({
      DescribeVpcEndpoints: {
        VpcEndpoints: [
          {
            VpcEndpointId: "vpce-1",
            VpcEndpointType: "Interface",
            VpcId: "vpc-1",
            ServiceName: "com.amazonaws.us-east-1.sqs",
            State: "available",
            SubnetIds: ["subnet-a", "subnet-b"],
            NetworkInterfaceIds: ["eni-a"],
          },
        ],
      },
    });
    const { covered, missing } = zones(
      two,
      networkInterface({ id: "eni-a", subnet: "subnet-a", type: "vpc_endpoint" }),
    );
    expect(reasons(covered)).toContain("DescribeNetworkInterfaces: vpce-1 names subnet-b");
    expect(list(missing)).toBe("unknown");
  });

  test("26: eligible are the service's zones with a standard subnet of the VPC (4.10, 3.11)", () => {
    expect(list(zones(sqs()).eligible)).toBe("use1-az1 use1-az2 use1-az3");
    const narrow = network(...base.slice(0, -1), endpointService({ service: "sqs", zones: ["a", "f"] }), sqs());
    expect(list(endpointZones(narrow, endpointOf(narrow, "vpce-1")).eligible)).toBe("use1-az1");
    const odd = network(
      vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
      subnet({ id: "subnet-a", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24" }),
      subnet({ id: "subnet-l", vpc: "vpc-1", zone: "us-east-1-bos-1a", cidr: "10.0.2.0/24" }),
      subnet({
        id: "subnet-o",
        vpc: "vpc-1",
        zone: "b",
        cidr: "10.0.3.0/24",
        outpostArn: "arn:aws:outposts:us-east-1:111122223333:outpost/op-1",
      }),
      subnet({ id: "subnet-p", vpc: "vpc-1", zone: "c", cidr: "10.0.4.0/24", state: "pending" }),
      availabilityZones(["a", "b", "c"], ["us-east-1-bos-1a"]),
      endpointService({ service: "sqs", zones: ["a", "b", "c", "us-east-1-bos-1a"] }),
      sqs(),
    );
    expect(list(endpointZones(odd, endpointOf(odd, "vpce-1")).eligible)).toBe("use1-az1");
  });

  test("of a service that is not listed are unknown, not empty (4.10)", () => {
    const { eligible } = zones(sqs({ service: "com.amazonaws.vpce.us-east-1.vpce-svc-1" }));
    expect(reasons(eligible)).toContain("vpce-svc-1 is not in the answer");
  });

  test("of a service in another Region are the VPC's, without the five that cannot (4.11)", () => {
    expect(list(zones(sqs({ serviceRegion: "eu-west-1", service: "com.amazonaws.eu-west-1.kms" })).eligible)).toBe(
      "use1-az1 use1-az2",
    );
  });

  test("are missing where consumers are and the endpoint is not (4.17)", () => {
    expect(list(zones(sqs()).missing)).toBe("");
    const worker = networkInterface({ id: "eni-w", subnet: "subnet-b" });
    expect([list(zones(sqs(), worker).consumers), list(zones(sqs(), worker).missing)]).toEqual([
      "use1-az2",
      "use1-az2",
    ]);
    expect(list(zones(sqs({ subnets: ["subnet-a", "subnet-b"] }), worker).missing)).toBe("");
  });

  test("31: names do not decide: the answer's own zone ids do (3.8)", () => {
    const renamed = network(
      ...base.slice(0, 1),
      ...base.slice(4),
      () => ({
        DescribeSubnets: {
          Subnets: [
            {
              SubnetId: "subnet-a",
              VpcId: "vpc-1",
              AvailabilityZone: "us-east-1b",
              AvailabilityZoneId: "use1-az1",
              State: "available",
              CidrBlock: "10.0.1.0/24",
            },
            {
              SubnetId: "subnet-b",
              VpcId: "vpc-1",
              AvailabilityZone: "us-east-1a",
              AvailabilityZoneId: "use1-az1",
              State: "available",
              CidrBlock: "10.0.2.0/24",
            },
          ],
        },
      }),
      sqs({ subnets: ["subnet-a", "subnet-b"] }),
    );
    expect(list(endpointZones(renamed, endpointOf(renamed, "vpce-1")).covered)).toBe("use1-az1");
  });

  test.each([
    "DescribeNetworkInterfaces",
    "DescribeSubnets",
    "DescribeAvailabilityZones",
    "DescribeVpcEndpointServices",
  ] as const)("are never complete without %s", (api) => {
    const consumer = networkInterface({ id: "eni-app", subnet: "subnet-c" });
    const net = networkWithout([gap(api)], ...base, sqs({ subnets: ["subnet-a"] }), consumer);
    expect(reasons(endpointZones(net, endpointOf(net, "vpce-1")).missing)).toContain(`${api}: denied`);
  });

  test("are complete without the service's zones where every consumer is served", () => {
    const consumer = networkInterface({ id: "eni-app", subnet: "subnet-a" });
    const net = networkWithout([gap("DescribeVpcEndpointServices")], ...base, sqs({ subnets: ["subnet-a"] }), consumer);
    expect(endpointZones(net, endpointOf(net, "vpce-1")).missing).toEqual([]);
  });

  test("can be added where a subnet has a free address left (4.12)", () => {
    const withRoom = (...free: (number | undefined)[]) =>
      network(
        vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
        ...free.map((freeAddresses, index) => {
          const zone = "abc".charAt(index);
          const common = { id: `subnet-${zone}`, vpc: "vpc-1", zone, cidr: `10.0.${index}.0/24` };
          return subnet(freeAddresses === undefined ? common : { ...common, freeAddresses });
        }),
        availabilityZones(["a", "b", "c"]),
        endpointService({ service: "sqs" }),
        sqs(),
      );
    const addable = (...free: (number | undefined)[]) => {
      const net = withRoom(...free);
      return list(endpointZones(net, endpointOf(net, "vpce-1")).addable);
    };
    expect(addable(0, 0, 0)).toBe("");
    expect(addable(9, 0, 1)).toBe("use1-az3");
    expect(addable(0, undefined)).toBe("use1-az2");
    const denied = networkWithout([gap("DescribeVpcEndpointServices")], ...base, sqs());
    expect(list(endpointZones(denied, endpointOf(denied, "vpce-1")).addable)).toBe("unknown");
    const unseen = networkWithout([gap("DescribeNetworkInterfaces")], ...base, sqs());
    expect(list(endpointZones(unseen, endpointOf(unseen, "vpce-1")).addable)).toBe("unknown");
  });

  test.each([
    ["available", "true", ""],
    ["partial", "true", ""],
    ["pending", "unknown", "vpce-1 is pending: collect again"],
    ["pendingAcceptance", "false", "it is pendingAcceptance"],
    ["rejected", "false", "it is rejected"],
    ["expired", "false", "it is expired"],
    ["failed", "false", "it is failed"],
    ["deleting", "false", "it is deleting"],
    ["deleted", "false", "it is deleted"],
    ["sparkling", "unknown", "vpce-1 is sparkling: collect again"],
  ])("are asked of an endpoint that is %s: %s (4.5)", (state, applicable, reason) => {
    const { applicable: isAsked, reason: why } = zones(sqs({ state }));
    expect([word(isAsked), why]).toEqual([applicable, reason]);
    if (applicable === "unknown") expect(reasons(isAsked)).toContain(`DescribeVpcEndpoints: ${reason}`);
  });

  test.each([
    ["Gateway", "a gateway endpoint has no zones"],
    ["GatewayLoadBalancer", "a Gateway Load Balancer endpoint has exactly one subnet (4.8)"],
    ["Resource", "the zones of a resource endpoint's provider are not visible (4.9)"],
    ["ServiceNetwork", "a service-network endpoint follows the zones of its service network"],
    ["Tunnel", "endpoints of type Tunnel are not understood"],
  ])("are not asked of type %s (4.7, 4.8, 4.9)", (type, reason) => {
    expect(zones(sqs({ type }))).toMatchObject({ applicable: false, reason });
  });

  test("are not asked of an endpoint that a service manages (4.14)", () => {
    expect(zones(sqs({ requesterManaged: true }))).toMatchObject({
      applicable: false,
      reason: "an AWS service manages it, so the customer cannot change it (4.14)",
    });
  });

  test("an IPv6 endpoint takes subnets with IPv6 addresses, any other one subnets with IPv4", () => {
    const mixed = (ipAddressType: "ipv4" | "ipv6" | "dualstack") =>
      list(
        zonesOf(
          vpc({ id: "vpc-1", cidr: "10.0.0.0/16" }),
          subnet({ id: "subnet-a", vpc: "vpc-1", zone: "a", cidr: "10.0.1.0/24" }),
          subnet({ id: "subnet-b", vpc: "vpc-1", zone: "b", cidr: "10.0.2.0/24", ipv6Cidr: "2600:1f18:1::/64" }),
          subnet({ id: "subnet-c", vpc: "vpc-1", zone: "c", ipv6Cidr: "2600:1f18:2::/64", ipv6Native: true }),
          availabilityZones(["a", "b", "c"]),
          endpointService({ service: "sqs" }),
          sqs({ ipAddressType }),
        ).eligible,
      );
    expect([mixed("ipv4"), mixed("ipv6"), mixed("dualstack")]).toEqual([
      "use1-az1 use1-az2",
      "use1-az2 use1-az3",
      "use1-az1 use1-az2",
    ]);
  });

  test("a service that lists zone names only is offered where this account calls them so (3.8, 4.10)", () => {
    const named: Part = () => ({
      DescribeVpcEndpointServices: {
        ServiceDetails: [
          {
            ServiceName: "com.amazonaws.us-east-1.sqs",
            ServiceType: [{ ServiceType: "Interface" }],
            ServiceRegion: "us-east-1",
            AvailabilityZones: ["us-east-1b", "us-east-1c"],
          },
        ],
      },
    });
    const parts = [...base.slice(0, -1), named, sqs()];
    expect(list(zonesOf(...parts).eligible)).toBe("use1-az2 use1-az3");
    const denied = networkWithout([gap("DescribeAvailabilityZones")], ...parts);
    expect(list(endpointZones(denied, endpointOf(denied, "vpce-1")).eligible)).toBe("unknown");
  });

  test("a service of this Region is not the one of the same name elsewhere (4.10, 4.11)", () => {
    const elsewhere = endpointService({ service: "sqs", zones: ["a"], serviceRegion: "eu-west-1" });
    const here = endpointService({ service: "sqs", zones: ["b"] });
    expect(list(zonesOf(...base.slice(0, -1), elsewhere, here, sqs()).eligible)).toBe("use1-az2");
    expect(reasons(zonesOf(...base.slice(0, -1), elsewhere, sqs()).eligible)).toContain(
      "DescribeVpcEndpointServices: com.amazonaws.us-east-1.sqs is not in the answer, so its zones are not known",
    );
  });

  test("partners stand in only if they are of the service, available, and private DNS is off on each (4.13)", () => {
    const pair = (
      more: Partial<Parameters<typeof vpcEndpoint>[0]>,
      own: Partial<Parameters<typeof vpcEndpoint>[0]> = {},
    ) =>
      list(
        zones(sqs(own), vpcEndpoint({ id: "vpce-2", vpc: "vpc-1", service: "sqs", subnets: ["subnet-b"], ...more }))
          .together,
      );
    expect(pair({})).toBe("use1-az1 use1-az2");
    expect(pair({ privateDns: true })).toBe("use1-az1");
    expect(pair({}, { privateDns: true })).toBe("use1-az1");
    expect(pair({ state: "deleting" })).toBe("use1-az1");
    expect(pair({ service: "sns" })).toBe("use1-az1");
    expect(pair({ serviceRegion: "eu-west-1" })).toBe("use1-az1");
    expect(pair({ type: "GatewayLoadBalancer" })).toBe("use1-az1");
    const three = zones(
      sqs(),
      vpcEndpoint({ id: "vpce-2", vpc: "vpc-1", service: "sqs", subnets: ["subnet-b"] }),
      vpcEndpoint({ id: "vpce-3", vpc: "vpc-1", service: "sqs", subnets: ["subnet-c"], privateDns: true }),
    );
    expect(list(three.together)).toBe("use1-az1");
  });

  test("are missing only where there are workloads, of which some may be served", () => {
    const consumers = ["a", "c"].map((zone) => networkInterface({ id: `eni-${zone}`, subnet: `subnet-${zone}` }));
    expect(list(zones(sqs(), ...consumers).missing)).toBe("use1-az3");
    expect(list(zones(sqs({ subnets: ["subnet-a", "subnet-b"] }), ...consumers).missing)).toBe("use1-az3");
    const everywhere = sqs({ subnets: ["subnet-a", "subnet-b", "subnet-c"] });
    const net = networkWithout([], ...base, everywhere);
    expect(list(endpointZones(net, endpointOf(net, "vpce-1")).missing)).toBe("");
  });

  test("are not counted by its subnets where no interface could be listed", () => {
    const net = networkWithout([gap("DescribeNetworkInterfaces")], ...base, sqs({ interfaceStatus: null }));
    expect(reasons(endpointZones(net, endpointOf(net, "vpce-1")).covered)).toContain(
      "DescribeNetworkInterfaces: denied",
    );
  });

  test("are complete where every eligible one is covered, whoever may be in them (5.15)", () => {
    const at = place({}, ...base, sqs({ subnets: ["subnet-a", "subnet-b", "subnet-c"] }));
    const net = buildRegionNetwork({ ...at, fromConfig: ["DescribeNetworkInterfaces"] });
    const { consumers, missing } = endpointZones(net, endpointOf(net, "vpce-1"));
    expect([list(consumers), missing]).toEqual(["unknown", []]);
  });

  test("of a service whose Region AWS Config does not tell are unknown (5.15)", () => {
    const provided = item("DescribeVpcEndpoints", {
      VpcEndpointId: "vpce-1",
      VpcEndpointType: "Interface",
      VpcId: "vpc-1",
      ServiceName: "com.amazonaws.vpce.vpce-svc-1",
      State: "available",
      SubnetIds: ["subnet-a"],
    });
    const net = buildRegionNetwork({ ...place({}, ...base, provided), fromConfig: ["DescribeVpcEndpoints"] });
    expect(reasons(endpointZones(net, endpointOf(net, "vpce-1")).eligible)).toContain(
      "not recorded by AWS Config: the Region of the service of vpce-1",
    );
  });

  test("are the ids that a service lists, whatever names it lists beside them (3.8)", () => {
    const service = item("DescribeVpcEndpointServices", {
      ServiceName: "com.amazonaws.us-east-1.other",
      ServiceType: [{ ServiceType: "Interface" }],
      ServiceRegion: "us-east-1",
      AvailabilityZoneIds: ["use1-az1"],
      AvailabilityZones: ["us-east-1b"],
    });
    expect(list(zones(service, sqs({ service: "other" })).eligible)).toBe("use1-az1");
  });

  test("name what is missing where interfaces or subnets are not listed (1.30, 4.3)", () => {
    const gone: Part = () => ({
      DescribeVpcEndpoints: {
        VpcEndpoints: [
          {
            VpcEndpointId: "vpce-1",
            VpcEndpointType: "Interface",
            VpcId: "vpc-1",
            ServiceName: "com.amazonaws.us-east-1.sqs",
            State: "available",
            SubnetIds: ["subnet-gone"],
            NetworkInterfaceIds: ["eni-gone"],
          },
        ],
      },
    });
    expect(reasons(zones(gone).covered)).toContain("DescribeNetworkInterfaces: ");
    const listed = networkInterface({ id: "eni-gone", subnet: "subnet-a", type: "vpc_endpoint" });
    expect(reasons(zones(gone, listed).covered)).toContain("DescribeSubnets: ");
    const disagreeing: Part = sqs({ subnets: ["subnet-a"], interfaceStatus: null });
    expect(list(zones(disagreeing).covered)).toBe("use1-az1");
  });
});

function zonesOf(...parts: Part[]) {
  const net = network(...parts);
  return endpointZones(net, endpointOf(net, "vpce-1"));
}
