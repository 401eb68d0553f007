import { describe, expect, test } from "vitest";
import * as from from "../../../src/network/from-answers.ts";
import { providedServices } from "../../../src/network/provided-services.ts";
import { routeFrom, routeTableFrom } from "../../../src/network/routes-from-answers.ts";
import * as transit from "../../../src/network/transit-gateway-from-answers.ts";
import type { AccountRegion } from "../../../src/snapshot/format.ts";
import { gap, place } from "../../support/topology.ts";
import { reasons } from "./support.ts";
import { isUnknown } from "../../../src/unknown.ts";

/** What AWS's shapes become, member by member: with nothing in them, and with everything. */
const tags = { tags: {} };

describe("an item without members", () => {
  test("has empty texts, no lists, and the defaults that silence means", () => {
    expect(from.vpcFrom({})).toEqual({
      id: "",
      owner: "",
      cidrs: [],
      isDefault: false,
      dhcpOptions: undefined,
      blockPublicAccess: "off",
      ...tags,
    });
    expect(from.subnetFrom({})).toEqual({
      id: "",
      arn: "",
      owner: "",
      vpc: "",
      zone: "",
      zoneName: "",
      state: "available",
      cidr: undefined,
      ipv6Cidrs: [],
      ipv6Native: false,
      dns64: false,
      freeAddresses: undefined,
      outpost: undefined,
      type: undefined,
      blockPublicAccess: undefined,
      ...tags,
    });
    expect(from.natGatewayFrom({})).toEqual({
      id: "",
      vpc: "",
      state: "",
      connectivity: "public",
      subnet: undefined,
      routeTable: undefined,
      interfaces: [],
      hasAppliances: false,
      ...tags,
    });
    expect(from.internetGatewayFrom({})).toEqual({ id: "", attachments: [], ...tags });
    expect(from.egressOnlyInternetGatewayFrom({})).toEqual({ id: "", attachments: [], ...tags });
    expect(from.vpcEndpointFrom({}, "eu-west-1")).toEqual({
      id: "",
      owner: "",
      vpc: "",
      type: "Gateway",
      state: "",
      serviceName: "",
      service: "",
      serviceRegion: "eu-west-1",
      routeTables: [],
      subnets: [],
      interfaces: [],
      securityGroups: [],
      privateDns: false,
      inboundResolverOnly: undefined,
      ipAddressType: "ipv4",
      requesterManaged: false,
      policy: undefined,
      dnsNames: [],
      failure: undefined,
      ...tags,
    });
    expect(from.networkInterfaceFrom({})).toEqual({
      id: "",
      owner: "",
      vpc: "",
      subnet: "",
      zone: "",
      type: "interface",
      status: "",
      sourceDestCheck: undefined,
      instance: undefined,
      requesterManaged: false,
      description: "",
      securityGroups: [],
      ...tags,
    });
    expect(from.zoneFrom({})).toEqual({ id: "", name: "", type: "", state: "" });
    expect(from.endpointServiceFrom({}, "eu-west-1")).toEqual({
      name: "",
      owner: "",
      region: "eu-west-1",
      types: [],
      zones: [],
      zoneNames: [],
      acceptsPolicies: undefined,
      privateDnsName: undefined,
    });
    expect(from.dnsAttributesFrom({})).toEqual({ support: undefined, hostnames: undefined });
    expect(from.securityGroupFrom({})).toEqual({ id: "", owner: "", vpc: "", name: "", ingress: [], ...tags });
    const side = { vpc: "", owner: "", region: "", cidrs: [] };
    expect(from.peeringConnectionFrom({})).toEqual({ id: "", state: "", requester: side, accepter: side });
    expect(from.vpnGatewayFrom({})).toEqual({ id: "", state: "", attachments: [] });
    expect(from.transitGatewayFrom({})).toEqual({ id: "", owner: "", state: "", ...tags });
    expect(from.transitGatewayVpcAttachmentFrom({})).toEqual({
      id: "",
      transitGateway: "",
      vpc: "",
      vpcOwner: "",
      subnets: [],
      state: "",
      applianceMode: false,
      ...tags,
    });
    expect(routeTableFrom({})).toEqual({
      id: "",
      owner: "",
      vpc: "",
      associations: [],
      routes: [],
      propagatingGateways: [],
      ...tags,
    });
    expect(routeFrom({})).toEqual({
      destination: { kind: "unrecognized", text: "" },
      target: { kind: "unrecognized", id: "" },
      state: "active",
      origin: "CreateRoute",
    });
    expect(transit.transitGatewayAttachmentFrom({})).toEqual({
      id: "",
      transitGateway: "",
      type: "",
      resource: "",
      resourceOwner: "",
      state: "",
      ...tags,
    });
    expect(transit.transitGatewayRouteTableFrom({})).toEqual({ id: "", transitGateway: "", ...tags });
    expect(transit.transitGatewayAssociationFrom({})).toEqual({ attachment: "", state: "" });
    expect(transit.transitGatewayRouteFrom({})).toEqual({
      destination: { kind: "unrecognized", text: "" },
      prefixList: undefined,
      type: "",
      state: "",
      attachments: [],
    });
    expect(transit.transitGatewayRouteFrom({ TransitGatewayAttachments: [{}] }).attachments).toEqual([
      { id: "", type: "", resource: "" },
    ]);
    expect(from.tagsFrom([{}])).toEqual({ "": "" });
    expect(from.internetGatewayFrom({ Attachments: [{}] }).attachments).toEqual([{ vpc: "", state: "" }]);
  });
});

const named = { Tags: [{ Key: "Name", Value: "x" }] };
const blocks = (state?: string) => (state === undefined ? {} : { CidrBlockState: { State: state } });

describe("an item with members", () => {
  test("VPCs: blocks that are on their way in or out do not count", () => {
    const made = from.vpcFrom({
      VpcId: "vpc-1",
      OwnerId: "111122223333",
      CidrBlock: "10.0.0.0/16",
      CidrBlockAssociationSet: [
        { CidrBlock: "10.0.0.0/16", ...blocks("associated") },
        { CidrBlock: "10.1.0.0/16", ...blocks("Associated") },
        { CidrBlock: "10.2.0.0/16", ...blocks("disassociating") },
        { CidrBlock: "10.3.0.0/16", ...blocks() },
      ],
      Ipv6CidrBlockAssociationSet: [
        { Ipv6CidrBlock: "2600:1::/56", Ipv6CidrBlockState: { State: "associated" } },
        { Ipv6CidrBlock: "2600:2::/56", Ipv6CidrBlockState: { State: "associating" } },
      ],
      IsDefault: true,
      DhcpOptionsId: "dopt-1",
      BlockPublicAccessStates: { InternetGatewayBlockMode: "BLOCK-INGRESS" },
      ...named,
    });
    expect(made).toMatchObject({ id: "vpc-1", owner: "111122223333", isDefault: true, dhcpOptions: "dopt-1" });
    expect(made).toMatchObject({ blockPublicAccess: "block-ingress", tags: { Name: "x" } });
    expect(made.cidrs.map(({ family, length, start }) => [family, length, Number(start) % 7])).toEqual([
      ["ipv4", 16, 0xa000000 % 7],
      ["ipv4", 16, 0xa010000 % 7],
      ["ipv4", 16, 0xa030000 % 7],
      ["ipv6", 56, Number(0x26000001n << 96n) % 7],
    ]);
  });

  test("subnets", () => {
    const made = from.subnetFrom({
      SubnetId: "subnet-1",
      SubnetArn: "arn:1",
      OwnerId: "111122223333",
      VpcId: "vpc-1",
      AvailabilityZoneId: "use1-az1",
      AvailabilityZone: "us-east-1a",
      State: "Pending",
      CidrBlock: "10.0.0.0/24",
      Ipv6CidrBlockAssociationSet: [
        { Ipv6CidrBlock: "2600:1::/64", Ipv6CidrBlockState: { State: "associated" } },
        { Ipv6CidrBlock: "2600:2::/64", Ipv6CidrBlockState: { State: "failed" } },
      ],
      Ipv6Native: true,
      EnableDns64: true,
      AvailableIpAddressCount: 5,
      OutpostArn: "arn:2",
      Type: "ElasticVMwareService",
      BlockPublicAccessStates: { InternetGatewayBlockMode: "Off" },
    });
    expect(made).toEqual({
      id: "subnet-1",
      arn: "arn:1",
      owner: "111122223333",
      vpc: "vpc-1",
      zone: "use1-az1",
      zoneName: "us-east-1a",
      state: "pending",
      cidr: "10.0.0.0/24",
      ipv6Cidrs: ["2600:1::/64"],
      ipv6Native: true,
      dns64: true,
      freeAddresses: 5,
      outpost: "arn:2",
      type: "ElasticVMwareService",
      blockPublicAccess: "off",
      ...tags,
    });
  });

  test("endpoints: Region and token come from the name, and the failure from whichever member has it", () => {
    const made = from.vpcEndpointFrom(
      {
        VpcEndpointId: "vpce-1",
        OwnerId: "111122223333",
        VpcId: "vpc-1",
        VpcEndpointType: "INTERFACE",
        State: "Available",
        ServiceName: "com.amazonaws.us-west-2.ecr.api",
        RouteTableIds: ["rtb-1"],
        SubnetIds: ["subnet-1"],
        NetworkInterfaceIds: ["eni-1"],
        Groups: [{ GroupId: "sg-1" }, {}],
        PrivateDnsEnabled: true,
        DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true },
        IpAddressType: "DualStack",
        RequesterManaged: true,
        PolicyDocument: "{}",
        DnsEntries: [{ DnsName: "a" }],
        LastError: { Message: "last" },
      },
      "eu-west-1",
    );
    expect(made).toEqual({
      id: "vpce-1",
      owner: "111122223333",
      vpc: "vpc-1",
      type: "Interface",
      state: "available",
      serviceName: "com.amazonaws.us-west-2.ecr.api",
      service: "ecr.api",
      serviceRegion: "us-west-2",
      routeTables: ["rtb-1"],
      subnets: ["subnet-1"],
      interfaces: ["eni-1"],
      securityGroups: ["sg-1"],
      privateDns: true,
      inboundResolverOnly: true,
      ipAddressType: "dualstack",
      requesterManaged: true,
      policy: "{}",
      dnsNames: ["a"],
      failure: "last",
      ...tags,
    });
    expect(from.vpcEndpointFrom({ FailureReason: "first", LastError: { Message: "last" } }, "x").failure).toBe("first");
    expect(from.vpcEndpointFrom({ ServiceRegion: "ap-south-1" }, "x").serviceRegion).toBe("ap-south-1");
  });

  test("NAT gateways, gateways, interfaces and zones", () => {
    expect(
      from.natGatewayFrom({
        NatGatewayId: "nat-1",
        VpcId: "vpc-1",
        State: "AVAILABLE",
        ConnectivityType: "Private",
        SubnetId: "subnet-1",
        RouteTableId: "rtb-1",
        NatGatewayAddresses: [{ NetworkInterfaceId: "eni-1" }, {}],
        AttachedAppliances: [{}],
      }),
    ).toEqual({
      id: "nat-1",
      vpc: "vpc-1",
      state: "available",
      connectivity: "private",
      subnet: "subnet-1",
      routeTable: "rtb-1",
      interfaces: ["eni-1"],
      hasAppliances: true,
      ...tags,
    });
    const Attachments = [{ VpcId: "vpc-1", State: "Available" }];
    const attachments = [{ vpc: "vpc-1", state: "available" }];
    expect(from.internetGatewayFrom({ InternetGatewayId: "igw-1", Attachments })).toEqual({
      id: "igw-1",
      attachments,
      ...tags,
    });
    expect(from.egressOnlyInternetGatewayFrom({ EgressOnlyInternetGatewayId: "eigw-1", Attachments })).toEqual({
      id: "eigw-1",
      attachments,
      ...tags,
    });
    expect(from.vpnGatewayFrom({ VpnGatewayId: "vgw-1", State: "available", VpcAttachments: Attachments })).toEqual({
      id: "vgw-1",
      state: "available",
      attachments,
    });
    expect(
      from.networkInterfaceFrom({
        NetworkInterfaceId: "eni-1",
        OwnerId: "111122223333",
        VpcId: "vpc-1",
        SubnetId: "subnet-1",
        AvailabilityZoneId: "use1-az1",
        InterfaceType: "NATGATEWAY",
        Status: "In-Use",
        SourceDestCheck: false,
        Attachment: { InstanceId: "i-1" },
        RequesterManaged: true,
        Description: "d",
        Groups: [{ GroupId: "sg-1" }],
        TagSet: [{ Key: "a", Value: "b" }],
      }),
    ).toEqual({
      id: "eni-1",
      owner: "111122223333",
      vpc: "vpc-1",
      subnet: "subnet-1",
      zone: "use1-az1",
      type: "natGateway",
      status: "in-use",
      sourceDestCheck: false,
      instance: "i-1",
      requesterManaged: true,
      description: "d",
      securityGroups: ["sg-1"],
      tags: { a: "b" },
    });
    expect(
      from.zoneFrom({ ZoneId: "use1-az1", ZoneName: "us-east-1a", ZoneType: "Local-Zone", State: "available" }),
    ).toEqual({
      id: "use1-az1",
      name: "us-east-1a",
      type: "local-zone",
      state: "available",
    });
  });

  test("services, DNS attributes, security groups", () => {
    const service = from.endpointServiceFrom(
      {
        ServiceName: "com.amazonaws.us-west-2.kms",
        Owner: "amazon",
        ServiceType: [{ ServiceType: "interface" }, {}],
        AvailabilityZoneIds: ["use1-az1"],
        AvailabilityZones: ["us-east-1a"],
        VpcEndpointPolicySupported: true,
        PrivateDnsNames: [{ PrivateDnsName: "kms" }],
      },
      "eu-west-1",
    );
    expect(service).toEqual({
      name: "com.amazonaws.us-west-2.kms",
      owner: "amazon",
      region: "us-west-2",
      types: ["Interface"],
      zones: ["use1-az1"],
      zoneNames: ["us-east-1a"],
      acceptsPolicies: true,
      privateDnsName: "kms",
    });
    expect(from.endpointServiceFrom({ ServiceRegion: "a-b-1", PrivateDnsName: "x" }, "y")).toMatchObject({
      region: "a-b-1",
      privateDnsName: "x",
    });
    expect(from.endpointServiceFrom({ PrivateDnsNames: [] }, "y").privateDnsName).toBeUndefined();
    expect(from.dnsAttributesFrom({ EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: false } })).toEqual(
      {
        support: true,
        hostnames: false,
      },
    );
    const group = from.securityGroupFrom({
      GroupId: "sg-1",
      OwnerId: "111122223333",
      VpcId: "vpc-1",
      GroupName: "g",
      IpPermissions: [
        {},
        {
          IpProtocol: "TCP",
          FromPort: 1,
          ToPort: 2,
          IpRanges: [{ CidrIp: "10.0.0.0/8" }],
          Ipv6Ranges: [{ CidrIpv6: "::/0" }],
          PrefixListIds: [{ PrefixListId: "pl-1" }],
          UserIdGroupPairs: [{ GroupId: "sg-2" }],
        },
      ],
    });
    expect(group).toMatchObject({ id: "sg-1", owner: "111122223333", vpc: "vpc-1", name: "g" });
    expect(group.ingress).toMatchObject([
      { protocol: "-1", cidrs: [], prefixLists: [], groups: [] },
      { protocol: "tcp", fromPort: 1, toPort: 2, prefixLists: ["pl-1"], groups: ["sg-2"] },
    ]);
    expect(group.ingress[1]?.cidrs.map(({ family, length }) => [family, length])).toEqual([
      ["ipv4", 8],
      ["ipv6", 0],
    ]);
  });

  test("peerings and transit gateways", () => {
    const peering = from.peeringConnectionFrom({
      VpcPeeringConnectionId: "pcx-1",
      Status: { Code: "active" },
      RequesterVpcInfo: { VpcId: "vpc-1", OwnerId: "1", Region: "us-east-1", CidrBlock: "10.0.0.0/16" },
      AccepterVpcInfo: {
        CidrBlockSet: [{ CidrBlock: "10.1.0.0/16" }, { CidrBlock: "10.2.0.0/16" }],
        Ipv6CidrBlockSet: [{ Ipv6CidrBlock: "2600:1::/56" }],
      },
    });
    expect(peering).toMatchObject({ id: "pcx-1", state: "active" });
    expect(peering.requester).toMatchObject({ vpc: "vpc-1", owner: "1", region: "us-east-1" });
    expect([peering.requester.cidrs.length, peering.accepter.cidrs.length]).toEqual([1, 3]);
    expect(from.transitGatewayFrom({ TransitGatewayId: "tgw-1", OwnerId: "1", State: "available" })).toEqual({
      id: "tgw-1",
      owner: "1",
      state: "available",
      ...tags,
    });
    expect(
      from.transitGatewayVpcAttachmentFrom({
        TransitGatewayAttachmentId: "tgw-attach-1",
        TransitGatewayId: "tgw-1",
        VpcId: "vpc-1",
        VpcOwnerId: "1",
        SubnetIds: ["subnet-1"],
        State: "Available",
        Options: { ApplianceModeSupport: "Enable" },
        ...named,
      }),
    ).toEqual({
      id: "tgw-attach-1",
      transitGateway: "tgw-1",
      vpc: "vpc-1",
      vpcOwner: "1",
      subnets: ["subnet-1"],
      state: "available",
      applianceMode: true,
      tags: { Name: "x" },
    });
    expect(from.transitGatewayVpcAttachmentFrom({ Options: { ApplianceModeSupport: "disable" } }).applianceMode).toBe(
      false,
    );
    expect(
      transit.transitGatewayAttachmentFrom({
        TransitGatewayAttachmentId: "a",
        TransitGatewayId: "t",
        ResourceType: "VPC",
        ResourceId: "v",
        ResourceOwnerId: "o",
        State: "Available",
        ...named,
      }),
    ).toEqual({
      id: "a",
      transitGateway: "t",
      type: "vpc",
      resource: "v",
      resourceOwner: "o",
      state: "available",
      tags: { Name: "x" },
    });
    expect(transit.transitGatewayRouteTableFrom({ TransitGatewayRouteTableId: "r", TransitGatewayId: "t" })).toEqual({
      id: "r",
      transitGateway: "t",
      ...tags,
    });
    expect(transit.transitGatewayAssociationFrom({ TransitGatewayAttachmentId: "a", State: "Associated" })).toEqual({
      attachment: "a",
      state: "associated",
    });
    expect(
      transit.transitGatewayRouteFrom({
        DestinationCidrBlock: "10.0.0.0/8",
        PrefixListId: "pl-1",
        Type: "STATIC",
        State: "Active",
        TransitGatewayAttachments: [{ TransitGatewayAttachmentId: "a", ResourceType: "VPC", ResourceId: "v" }],
      }),
    ).toMatchObject({
      destination: { kind: "cidr", text: "10.0.0.0/8" },
      prefixList: "pl-1",
      type: "static",
      state: "active",
      attachments: [{ id: "a", type: "vpc", resource: "v" }],
    });
    expect(transit.transitGatewayRouteFrom({ PrefixListId: "pl-1" }).destination).toEqual({
      kind: "prefix-list",
      text: "pl-1",
    });
    expect(transit.transitGatewayRouteFrom({ DestinationCidrBlock: "odd" }).destination).toEqual({
      kind: "unrecognized",
      text: "odd",
    });
  });

  test.each([
    [{ GatewayId: "local" }, "local"],
    [{ GatewayId: "LOCAL" }, "local"],
    [{ GatewayId: "VpcLattice" }, "vpc-lattice"],
    [{ GatewayId: "igw-1" }, "internet-gateway"],
    [{ GatewayId: "vgw-1" }, "vpn-gateway"],
    [{ GatewayId: "vpce-1" }, "vpc-endpoint"],
    [{ GatewayId: "odd-igw-1" }, "unrecognized"],
    [{ GatewayId: "odd-vgw-1" }, "unrecognized"],
    [{ GatewayId: "odd-vpce-1" }, "unrecognized"],
    [{ NatGatewayId: "x" }, "nat-gateway"],
    [{ NetworkInterfaceId: "x", InstanceId: "i" }, "network-interface"],
    [{ InstanceId: "x" }, "instance"],
    [{ TransitGatewayId: "x" }, "transit-gateway"],
    [{ VpcPeeringConnectionId: "x" }, "peering-connection"],
    [{ EgressOnlyInternetGatewayId: "x" }, "egress-only-internet-gateway"],
    [{ LocalGatewayId: "x" }, "local-gateway"],
    [{ CarrierGatewayId: "x" }, "carrier-gateway"],
    [{ CoreNetworkArn: "x" }, "core-network"],
    [{ OdbNetworkArn: "x" }, "odb-network"],
    [{ State: "BLACKHOLE" }, "none"],
    [{ State: "active" }, "unrecognized"],
  ])("a route with %j points at a %s (1.13, 1.14, 1.15)", (item, kind) =>
    expect(routeFrom(item).target.kind).toBe(kind),
  );

  test("associations of a table say what they are for, and one may say two things (1.2, 1.4)", () => {
    const made = routeTableFrom({
      VpcId: "vpc-1",
      OwnerId: "1",
      RouteTableId: "rtb-1",
      PropagatingVgws: [{ GatewayId: "vgw-1" }],
      Associations: [
        { Main: true, SubnetId: "subnet-1", AssociationState: { State: "ASSOCIATED" } },
        { GatewayId: "igw-1", Main: false },
        { PublicIpv4Pool: "pool-1" },
        {},
      ],
    });
    expect(made).toMatchObject({ id: "rtb-1", owner: "1", vpc: "vpc-1", propagatingGateways: ["vgw-1"] });
    expect(made.associations).toEqual([
      { kind: "main", id: "vpc-1", state: "associated" },
      { kind: "subnet", id: "subnet-1", state: "associated" },
      { kind: "gateway", id: "igw-1", state: "associated" },
      { kind: "other", id: "pool-1", state: "associated" },
      { kind: "other", id: "", state: "associated" },
    ]);
  });
});

describe("members that may be silent or strange", () => {
  test("leave out what is no CIDR, and repeat none", () => {
    const cidrs = from.cidrsFrom(["10.0.0.0/8", "nowhere", undefined, "10.0.0.0/8"]);
    expect(cidrs).toMatchObject([{ family: "ipv4", length: 8 }]);
  });

  test("of an attachment's options say nothing of appliance mode where it is not there", () => {
    expect(from.transitGatewayVpcAttachmentFrom({ Options: {} }).applianceMode).toBe(false);
  });
});

describe("services that the account provides", () => {
  const api = "DescribeVpcEndpointServiceConfigurations";
  const item = {
    ServiceId: "vpce-svc-1",
    ServiceName: "n",
    ServiceType: [{ ServiceType: "Interface" }],
    ServiceState: "Available",
    AcceptanceRequired: true,
  };
  const at = (gaps: Parameters<typeof gap>[0][] = [], permissions = true) => {
    const whole = place({ gaps: gaps.map((each) => gap(each)) });
    return {
      ...whole,
      answers: {
        ...whole.answers,
        ...(gaps.includes(api) ? {} : { [api]: { ServiceConfigurations: [item, {}] } }),
        DescribeVpcEndpointServicePermissions: permissions
          ? { "vpce-svc-1": { AllowedPrincipals: [{ Principal: "b" }, { Principal: "a" }, {}] } }
          : {},
      },
    };
  };

  test("are read with who may connect", () => {
    const all = providedServices(at());
    const [first, second] = isUnknown(all) ? [] : all;
    expect(first).toEqual({
      id: "vpce-svc-1",
      name: "n",
      types: ["Interface"],
      state: "Available",
      acceptanceRequired: true,
      allowedPrincipals: ["a", "b"],
      ...tags,
    });
    expect(second).toMatchObject({ id: "", name: "", types: [], state: "" });
    expect(reasons(second?.acceptanceRequired)).toBe(
      `111122223333 ${api}: the answer does not say whether  requires acceptance`,
    );
  });

  test("are unknown where they were not collected, and so is who may connect", () => {
    expect(reasons(providedServices(at([api])))).toContain(`111122223333 ${api}: denied`);
    const permissionsOf = (where: AccountRegion) => {
      const all = providedServices(where);
      return reasons(isUnknown(all) ? all : all[0]?.allowedPrincipals);
    };
    const permissions = "DescribeVpcEndpointServicePermissions";
    expect(permissionsOf(at([], false))).toBe(
      `111122223333 ${permissions}: the permissions of vpce-svc-1 are not in the snapshot`,
    );
    expect(permissionsOf(at([permissions], false))).toBe(
      `111122223333 ${permissions}: denied: explicit deny in a service control policy`,
    );
    expect(permissionsOf({ ...at([], false), gaps: [gap("DescribeVpcs", "failed", "no"), gap("*")] })).toContain(
      "denied: explicit deny",
    );
    const { [permissions]: _none, ...rest } = at().answers;
    expect(permissionsOf({ ...at(), answers: rest })).toContain(
      "the permissions of vpce-svc-1 are not in the snapshot",
    );
  });
});
