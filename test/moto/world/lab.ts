import {
  addRoute,
  createEndpoint,
  createInternetGateway,
  createRouteTable,
  createSubnet,
  createVpc,
  mainRouteTable,
} from "../support/network.ts";
import { boundedPolicy, principalBoundedPolicy } from "./policies.ts";
import { awsService, createNatSite, type Ground } from "./site.ts";

/** A route of a past migration takes part of S3 to NAT beside the endpoint's route (aws-semantics 8, trap 4). */
export async function buildLeftoverRoute(ground: Ground) {
  const { ec2, region, organization } = ground;
  const { vpc, nat } = await createNatSite(ground, "10.30");
  const app = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.30.1.0/24" });
  // Half of 52.216.0.0/15, which moto's S3 prefix list holds: more specific than that, so it wins for its part.
  const table = await createRouteTable(ec2, {
    vpc,
    subnets: [app],
    routes: { "0.0.0.0/0": nat, "52.216.0.0/16": nat },
  });
  await createEndpoint(ec2, {
    vpc,
    service: awsService(region, "s3"),
    type: "Gateway",
    routeTables: [table],
    policy: boundedPolicy(organization),
  });
  return { app, table };
}

/** Only public subnets, by the main route table; the S3 endpoint's policy forgets the resources. */
export async function buildPublicOnly({ ec2, region, organization }: Ground) {
  const vpc = await createVpc(ec2, "10.31.0.0/16");
  const subnet = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.31.0.0/24" });
  const mainTable = await mainRouteTable(ec2, vpc);
  await addRoute(ec2, mainTable, { destination: "0.0.0.0/0", target: await createInternetGateway(ec2, vpc) });
  const s3 = await createEndpoint(ec2, {
    vpc,
    service: awsService(region, "s3"),
    type: "Gateway",
    routeTables: [mainTable],
    policy: principalBoundedPolicy(organization),
  });
  return { subnet, mainTable, s3 };
}
