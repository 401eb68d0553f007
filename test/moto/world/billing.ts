import { createEndpoint, createRouteTable, createSubnet, runInstance } from "../support/network.ts";
import { boundedPolicy } from "./policies.ts";
import { awsService, createNatSite, createSite, type Ground } from "./site.ts";

/** The NAT gateway was deleted, its route stayed: moto calls it active, AWS a blackhole (emulators 1.3.1). */
export async function buildDeletedNat(ground: Ground) {
  const { ec2, region } = ground;
  const { vpc, nat } = await createNatSite(ground, "10.20");
  const app = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.20.1.0/24" });
  const table = await createRouteTable(ec2, { vpc, subnets: [app], routes: { "0.0.0.0/0": nat } });
  await ec2.deleteNatGateway({ NatGatewayId: nat });
  return { app, table, nat };
}

/**
 * A gateway endpoint that was made without naming its type, as AWS allows (emulators 1.3.2), and whose second route
 * table was added by ModifyVpcEndpoint: on AWS that adds the route, in moto only the name (emulators 1.2).
 */
export async function buildModifiedEndpoint(ground: Ground) {
  const { ec2, region, organization } = ground;
  const { vpc, nat } = await createNatSite(ground, "10.21");
  const createdSubnet = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.21.1.0/24" });
  const modifiedSubnet = await createSubnet(ec2, vpc, { zone: `${region}b`, cidr: "10.21.2.0/24" });
  const createdTable = await createRouteTable(ec2, { vpc, subnets: [createdSubnet], routes: { "0.0.0.0/0": nat } });
  const modifiedTable = await createRouteTable(ec2, { vpc, subnets: [modifiedSubnet], routes: { "0.0.0.0/0": nat } });
  const policy = boundedPolicy(organization);
  const s3 = await createEndpoint(ec2, { vpc, service: awsService(region, "s3"), routeTables: [createdTable], policy });
  await ec2.modifyVpcEndpoint({ VpcEndpointId: s3, AddRouteTableIds: [modifiedTable] });
  return { createdSubnet, modifiedSubnet, createdTable, modifiedTable, s3 };
}

/** A NAT instance: an instance that forwards (source-destination check off) as the target of the default route. */
export async function buildNatInstance(ground: Ground) {
  const { ec2, region } = ground;
  const { vpc, publicSubnet } = await createSite(ground, "10.22");
  const instance = await runInstance(ec2, publicSubnet);
  await ec2.modifyNetworkInterfaceAttribute({
    NetworkInterfaceId: instance.interface,
    SourceDestCheck: { Value: false },
  });
  const app = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.22.1.0/24" });
  await createRouteTable(ec2, { vpc, subnets: [app], routes: { "0.0.0.0/0": instance.interface } });
  return { app, natInstance: instance.interface };
}
