import type { Topology } from "../../support/snapshot.ts";
import { availabilityZones, internetGateway, networkInterface, place, prefixLists, route, subnet, vpc } from "../../support/topology.ts";
import { appTable, natApp, publicTable, s3Endpoint, toNat, toS3Endpoint } from "../trap-parts.ts";

const withSubnet = (more: { ipv6Native: boolean; dns64: boolean; cidr?: string }): Topology => ({
  places: [
    place(
      {},
      availabilityZones(),
      prefixLists(),
      vpc({ id: "vpc-app", cidr: "10.0.0.0/16", ipv6Cidr: "2001:db8:1::/56" }),
      internetGateway({ id: "igw-app", vpc: "vpc-app" }),
      subnet({ id: "subnet-public", vpc: "vpc-app", zone: "a", cidr: "10.0.0.0/24" }),
      subnet({ id: "subnet-app", vpc: "vpc-app", zone: "a", ipv6Cidr: "2001:db8:1:1::/64", ...more }),
      networkInterface({ id: "eni-app", subnet: "subnet-app", type: "lambda" }),
      natApp,
      publicTable(),
      s3Endpoint("rtb-app"),
      appTable(toNat, toS3Endpoint, route("64:ff9b::/96", "nat-app")),
    ),
  ],
});

export const topology = withSubnet({ ipv6Native: true, dns64: true });
export const flipped = withSubnet({ ipv6Native: false, dns64: false, cidr: "10.0.1.0/24" });
