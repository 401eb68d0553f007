import {
  addRoute,
  createEndpoint,
  createRouteTable,
  createSubnet,
  mainRouteTable,
  putIntoUse,
  runInstance,
} from "../support/network.ts";
import { boundedPolicy } from "./policies.ts";
import { awsService, createNatSite, type Ground } from "./site.ts";

/**
 * A VPC whose checks "has an S3 endpoint: yes" pass, while two of its four private subnets pay NAT for S3: one by a
 * route table that was forgotten, one by the main table, on which it falls back (aws-semantics 8, traps 1 and 2).
 */
export async function buildStorefront(ground: Ground) {
  const { ec2, region, organization } = ground;
  const { vpc, nat, publicSubnet } = await createNatSite(ground, "10.10");
  const subnet = (zone: string, third: number) =>
    createSubnet(ec2, vpc, { zone: `${region}${zone}`, cidr: `10.10.${third}.0/24` });
  const appA = await subnet("a", 1);
  const appB = await subnet("b", 2);
  const forgotten = await subnet("b", 3);
  const fallback = await subnet("c", 4);
  const appTable = await createRouteTable(ec2, { vpc, subnets: [appA, appB], routes: { "0.0.0.0/0": nat } });
  const forgottenTable = await createRouteTable(ec2, { vpc, subnets: [forgotten], routes: { "0.0.0.0/0": nat } });
  const mainTable = await mainRouteTable(ec2, vpc);
  await addRoute(ec2, mainTable, { destination: "0.0.0.0/0", target: nat });

  const s3 = await createEndpoint(ec2, {
    vpc,
    service: awsService(region, "s3"),
    type: "Gateway",
    routeTables: [appTable],
  });
  await createEndpoint(ec2, {
    vpc,
    service: awsService(region, "dynamodb"),
    type: "Gateway",
    routeTables: [appTable, forgottenTable],
    policy: boundedPolicy(organization),
  });

  const workload = await runInstance(ec2, appA);
  await runInstance(ec2, appB);
  await runInstance(ec2, fallback);
  const policy = boundedPolicy(organization);
  const sqs = await createEndpoint(ec2, {
    vpc,
    service: awsService(region, "sqs"),
    type: "Interface",
    subnets: [appA, appB],
    policy,
  });
  const ecr = await createEndpoint(ec2, {
    vpc,
    service: awsService(region, "ecr.api"),
    type: "Interface",
    subnets: [appA],
  });
  await putIntoUse(ec2, sqs, workload.instance);
  await putIntoUse(ec2, ecr, workload.instance);
  return { vpc, publicSubnet, appA, appB, forgotten, fallback, appTable, forgottenTable, mainTable, s3, sqs, ecr };
}

/** The same shop done right: nothing to report. */
export async function buildMendedStorefront(ground: Ground) {
  const { ec2, region, organization } = ground;
  const { vpc, nat } = await createNatSite(ground, "10.11");
  const appA = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.11.1.0/24" });
  const appB = await createSubnet(ec2, vpc, { zone: `${region}b`, cidr: "10.11.2.0/24" });
  const appTable = await createRouteTable(ec2, { vpc, subnets: [appA, appB], routes: { "0.0.0.0/0": nat } });
  const policy = boundedPolicy(organization);
  for (const name of ["s3", "dynamodb"]) {
    await createEndpoint(ec2, {
      vpc,
      service: awsService(region, name),
      type: "Gateway",
      routeTables: [appTable],
      policy,
    });
  }
  const workload = await runInstance(ec2, appA);
  await runInstance(ec2, appB);
  const sqs = await createEndpoint(ec2, {
    vpc,
    service: awsService(region, "sqs"),
    type: "Interface",
    subnets: [appA, appB],
    policy,
  });
  await putIntoUse(ec2, sqs, workload.instance);
  return { vpc, appA, appB };
}
