import type { EC2 } from "@aws-sdk/client-ec2";
import {
  createInternetGateway,
  createNatGateway,
  createRouteTable,
  createSubnet,
  createVpc,
} from "../support/network.ts";

/** Where a network is built: the clients' account and Region, and what its policies and services are named after. */
export interface Ground {
  ec2: EC2;
  region: string;
  organization: string;
}

export interface Site {
  vpc: string;
  internetGateway: string;
  publicSubnet: string;
}

/** A VPC /16 with a public subnet (first /24, zone a). The main route table stays as it was made. */
export async function createSite({ ec2, region }: Ground, network: string): Promise<Site> {
  const vpc = await createVpc(ec2, `${network}.0.0/16`);
  const publicSubnet = await createSubnet(ec2, vpc, { zone: `${region}a`, cidr: `${network}.0.0/24` });
  const internetGateway = await createInternetGateway(ec2, vpc);
  await createRouteTable(ec2, { vpc, subnets: [publicSubnet], routes: { "0.0.0.0/0": internetGateway } });
  return { vpc, internetGateway, publicSubnet };
}

/** The same with a NAT gateway in the public subnet: what most of the world's networks start from. */
export async function createNatSite(ground: Ground, network: string): Promise<Site & { nat: string }> {
  const site = await createSite(ground, network);
  return { ...site, nat: await createNatGateway(ground.ec2, site.publicSubnet) };
}

export function awsService(region: string, name: string): string {
  return `com.amazonaws.${region}.${name}`;
}
