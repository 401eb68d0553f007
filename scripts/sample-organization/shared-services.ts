import {
  also,
  item,
  route,
  routeTable,
  subnet,
  transitGateway,
  transitGatewayVpcAttachment,
  vpc,
  vpcEndpoint,
  zoneId,
} from "../../test/support/topology.ts";
import type { Part } from "../../test/support/topology.ts";
import { accountIds } from "./account.ts";
import type { SampleAccount } from "./account.ts";
import { endpointSecurityGroup, instances, regionBasics } from "./network-plan.ts";
import type { Plan } from "./network-plan.ts";
import { organizationButOneAddress } from "./policies.ts";

/** Tools for everybody: a VPC behind the network account's transit gateway, and services offered over PrivateLink. */
export function sharedServices(): SampleAccount {
  return {
    account: {
      id: accountIds.sharedServices,
      name: "shared-services",
      state: "ACTIVE",
      path: "Root/Infrastructure/Shared Services",
    },
    regions: { "us-east-1": { parts: [...regionBasics(), ...tools(), ...metricsService(), ...ledgerService()] } },
  };
}

const plan: Plan = { key: "services", name: "shared-services", base: "10.4", zones: ["a", "b"], natZones: [] };
const subnets = ["subnet-services-private-a", "subnet-services-private-b"];

/** The private way out leads through another account's transit gateway. */
function tools(): Part[] {
  return [
    vpc({ id: "vpc-services", name: "shared-services", cidr: "10.4.0.0/16" }),
    ...plan.zones.map((zone, index) =>
      subnet({
        id: `subnet-services-private-${zone}`,
        name: `shared-services-private-${zone}`,
        vpc: "vpc-services",
        zone,
        cidr: `10.4.${16 * index}.0/20`,
      }),
    ),
    // No table of their own: they fall back on the main table (1.1).
    routeTable({
      id: "rtb-services-main",
      name: "shared-services-main",
      vpc: "vpc-services",
      main: true,
      routes: [route("0.0.0.0/0", "tgw-hub")],
    }),
    transitGateway({ id: "tgw-hub", name: "hub", owner: accountIds.network }),
    transitGatewayVpcAttachment({
      id: "tgw-attach-services",
      name: "shared-services",
      transitGateway: "tgw-hub",
      owner: accountIds.network,
      vpc: "vpc-services",
      subnets,
    }),
    instances("services-git", subnets),
    endpointSecurityGroup(plan),
    vpcEndpoint({
      id: "vpce-services-ssm",
      name: "shared-services-ssm",
      vpc: "vpc-services",
      service: "ssm",
      subnets,
      privateDns: true,
      securityGroups: ["sg-services-endpoints"],
      policy: organizationButOneAddress("ssm:GetParameter*"),
    }),
  ];
}

interface Offer {
  id: string;
  name: string;
  acceptanceRequired: boolean;
  principals: { Principal: string; PrincipalType: string }[];
}

/** Opened for a trial with a vendor: any account may connect, and nobody is asked. */
function metricsService(): Part[] {
  return offer({
    id: "vpce-svc-metrics",
    name: "metrics",
    acceptanceRequired: false,
    principals: [{ Principal: "*", PrincipalType: "All" }],
  });
}

function ledgerService(): Part[] {
  return offer({
    id: "vpce-svc-ledger",
    name: "ledger",
    acceptanceRequired: true,
    principals: [
      { Principal: `arn:aws:iam::${accountIds.payments}:root`, PrincipalType: "Account" },
      { Principal: `arn:aws:iam::${accountIds.shopProd}:root`, PrincipalType: "Account" },
    ],
  });
}

function offer({ id, name, acceptanceRequired, principals }: Offer): Part[] {
  const permissions = principals.map((principal, index) => ({
    ...principal,
    ServiceId: id,
    ServicePermissionId: `vpce-svc-perm-${name}-${index}`,
    Tags: [],
  }));
  return [
    (at) =>
      item("DescribeVpcEndpointServiceConfigurations", {
        ServiceId: id,
        ServiceName: `com.amazonaws.vpce.${at.region}.${id}`,
        ServiceType: [{ ServiceType: "Interface" }],
        ServiceState: "Available",
        AcceptanceRequired: acceptanceRequired,
        ManagesVpcEndpoints: false,
        AvailabilityZones: plan.zones.map((zone) => `${at.region}${zone}`),
        AvailabilityZoneIds: plan.zones.map((zone) => zoneId(at.region, zone)),
        NetworkLoadBalancerArns: [
          `arn:aws:elasticloadbalancing:${at.region}:${at.account}:loadbalancer/net/${name}/50dc6c495c0c9188`,
        ],
        BaseEndpointDnsNames: [`${id}.${at.region}.vpce.amazonaws.com`],
        SupportedIpAddressTypes: ["ipv4"],
        Tags: [{ Key: "Name", Value: name }],
      })(at),
    also({ DescribeVpcEndpointServicePermissions: { [id]: { AllowedPrincipals: permissions } } }),
  ];
}
