import type { Topology } from "../../support/snapshot.ts";
import { availabilityZones, egressOnlyInternetGateway, internetGateway, networkInterface, place, prefixLists, route, subnet, vpc, vpcEndpoint, type Part } from "../../support/topology.ts";
import { appTable, natApp, publicTable, toNat, toS3Endpoint } from "../trap-parts.ts";

const dualStack: Part[] = [
  availabilityZones(),
  prefixLists({ ipv6: true }),
  vpc({ id: "vpc-app", cidr: "10.0.0.0/16", ipv6Cidr: "2001:db8:1::/56" }),
  internetGateway({ id: "igw-app", vpc: "vpc-app" }),
  subnet({ id: "subnet-public", vpc: "vpc-app", zone: "a", cidr: "10.0.0.0/24" }),
  subnet({ id: "subnet-app", vpc: "vpc-app", zone: "a", cidr: "10.0.1.0/24", ipv6Cidr: "2001:db8:1:1::/64" }),
  networkInterface({ id: "eni-app", subnet: "subnet-app", type: "lambda" }),
  natApp,
  publicTable(),
];

const withEndpoint = (ipAddressType: "ipv4" | "dualstack", ...routes: ReturnType<typeof route>[]): Topology => ({
  places: [
    place(
      {},
      ...dualStack,
      egressOnlyInternetGateway({ id: "eigw-app", vpc: "vpc-app" }),
      vpcEndpoint({ id: "vpce-s3", vpc: "vpc-app", service: "s3", routeTables: ["rtb-app"], ipAddressType }),
      appTable(toNat, route("::/0", "eigw-app"), toS3Endpoint, ...routes),
    ),
  ],
});

export const topology = withEndpoint("ipv4");
export const flipped = withEndpoint("dualstack", route("s3-ipv6", "vpce-s3"));
