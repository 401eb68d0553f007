import type { EC2 } from "@aws-sdk/client-ec2";
import { elementText, query, type Credentials } from "../support/clients.ts";
import { given } from "../support/given.ts";
import {
  createEndpoint,
  createRouteTable,
  createSubnet,
  createVpc,
  putIntoUse,
  runInstance,
} from "../support/network.ts";
import { boundedPolicy } from "./policies.ts";
import { awsService, createNatSite, type Ground } from "./site.ts";

interface ProviderGround extends Ground {
  url: string;
  credentials: Credentials;
  /** The account that may use the careful service. */
  consumer: string;
}

/** The provider side of PrivateLink: a service open to anybody, a careful one, and one that nobody may use yet. */
export async function buildEndpointServices({ url, credentials, ec2, region, consumer }: ProviderGround) {
  const vpc = await createVpc(ec2, "10.40.0.0/16");
  const subnet = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.40.1.0/24" });
  const answer = await query({
    url,
    credentials,
    region,
    service: "elasticloadbalancing",
    parameters: {
      Action: "CreateLoadBalancer",
      Name: "services",
      Type: "network",
      Scheme: "internal",
      "Subnets.member.1": subnet,
    },
  });
  const loadBalancer = elementText(answer, "LoadBalancerArn");
  return {
    open: await createService(ec2, { loadBalancer, acceptanceRequired: false, principals: ["*"] }),
    careful: await createService(ec2, {
      loadBalancer,
      acceptanceRequired: true,
      principals: [`arn:aws:iam::${consumer}:root`],
    }),
    unused: await createService(ec2, { loadBalancer, acceptanceRequired: false, principals: [] }),
  };
}

interface ServiceOrder {
  loadBalancer: string;
  acceptanceRequired: boolean;
  principals: string[];
}

async function createService(
  ec2: EC2,
  { loadBalancer, acceptanceRequired, principals }: ServiceOrder,
): Promise<string> {
  const { ServiceConfiguration } = await ec2.createVpcEndpointServiceConfiguration({
    NetworkLoadBalancerArns: [loadBalancer],
    AcceptanceRequired: acceptanceRequired,
  });
  const id = given(ServiceConfiguration?.ServiceId, "endpoint service");
  if (principals.length > 0) {
    await ec2.modifyVpcEndpointServicePermissions({ ServiceId: id, AddAllowedPrincipals: principals });
  }
  return id;
}

/**
 * Interface endpoints for S3 and DynamoDB without private DNS: SDKs go on using the public addresses, so all of it
 * still goes through NAT (aws-semantics 2.22, 2.26; 8, traps 14 and 16).
 */
export async function buildUselessInterfaceEndpoints(ground: Ground) {
  const { ec2, region, organization } = ground;
  const { vpc, nat } = await createNatSite(ground, "10.41");
  const appA = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: "10.41.1.0/24" });
  const appB = await createSubnet(ec2, vpc, { zone: `${region}b`, cidr: "10.41.2.0/24" });
  await createRouteTable(ec2, { vpc, subnets: [appA, appB], routes: { "0.0.0.0/0": nat } });
  const workload = await runInstance(ec2, appA);
  await runInstance(ec2, appB);
  const endpoints: string[] = [];
  for (const name of ["s3", "dynamodb"]) {
    const endpoint = await createEndpoint(ec2, {
      vpc,
      service: awsService(region, name),
      type: "Interface",
      subnets: [appA, appB],
      privateDns: false,
      policy: boundedPolicy(organization),
    });
    await putIntoUse(ec2, endpoint, workload.instance);
    endpoints.push(endpoint);
  }
  return { appA, appB, dynamodb: given(endpoints[1], "endpoint") };
}
