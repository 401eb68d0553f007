import fc from "fast-check";
import { also, dnsProfile, hostedZone, recordSets, vpcEndpoint } from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { hubAccount } from "./organization.ts";

/** What gives S3's names to the spoke of a random organization: zones, their records, a Profile, and two endpoints. */
export interface RandomNames {
  /** The name of the zone; by whom it is given to the spoke's VPC. */
  zone: { name: string; isAssociated: boolean; isInProfile: boolean; isListedByHub: boolean };
  /** Which endpoint each name leads to; undefined where it has no record. */
  records: Record<"own" | "wildcard", "vpce-central" | "vpce-other" | "vpce-elsewhere" | undefined>;
  profile: { status: string; isSeen: boolean; hasEndpoint: boolean } | undefined;
  endpoint: { home: "spoke" | "hub"; subnet: number; state: string; privateDns: boolean };
  attributes: { dnsSupport: boolean; dnsHostnames: boolean };
}

const s3 = "s3.us-east-1.amazonaws.com";
const usually = <T>(value: T, ...others: T[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const target = usually<RandomNames["records"]["own"]>("vpce-central", "vpce-other", "vpce-elsewhere", undefined);

export const randomNames: fc.Arbitrary<RandomNames> = fc.record({
  zone: fc.record({
    name: usually(s3, "us-east-1.amazonaws.com", "example.com"),
    isAssociated: fc.boolean(),
    isInProfile: fc.boolean(),
    isListedByHub: usually(true, false),
  }),
  records: fc.record({ own: target, wildcard: target }),
  profile: fc
    .option(
      fc.record({
        status: usually("COMPLETE", "UPDATING", "CREATING", "DELETED"),
        isSeen: usually(true, false),
        hasEndpoint: fc.boolean(),
      }),
    )
    .map((profile) => profile ?? undefined),
  endpoint: fc.record({
    home: usually<"spoke" | "hub">("hub", "spoke"),
    subnet: fc.integer({ min: 0, max: 3 }),
    state: usually("available", "pending", "rejected"),
    privateDns: fc.boolean(),
  }),
  attributes: fc.record({ dnsSupport: usually(true, false), dnsHostnames: usually(true, false) }),
});

/** As the two accounts see it; the zone is the hub's. */
export function partsOfNames(names: RandomNames): Record<"spoke" | "hub", Part[]> {
  const { zone, profile, endpoint, attributes } = names;
  const isIn = (home: "spoke" | "hub") => (endpoint.home === home ? [endpointPart(endpoint)] : []);
  const arns = [
    ...(zone.isInProfile ? ["arn:aws:route53:::hostedzone/Z1"] : []),
    ...(profile?.hasEndpoint === true ? [`arn:aws:ec2:us-east-1:${hubAccount}:vpc-endpoint/vpce-central`] : []),
  ];
  return {
    spoke: [
      ...isIn("spoke"),
      also({
        DescribeVpcAttribute: {
          "vpc-spoke": {
            VpcId: "vpc-spoke",
            EnableDnsSupport: { Value: attributes.dnsSupport },
            EnableDnsHostnames: { Value: attributes.dnsHostnames },
          },
        },
      }),
      ...(zone.isAssociated ? [hostedZone({ id: "Z1", name: zone.name, vpc: "vpc-spoke", owner: hubAccount })] : []),
      ...(profile === undefined
        ? []
        : [
            dnsProfile({
              id: "rp-1",
              vpc: "vpc-spoke",
              status: profile.status,
              ...(profile.isSeen ? { resources: arns } : {}),
            }),
          ]),
    ],
    hub: [
      ...isIn("hub"),
      endpointPart({ home: "hub", subnet: 1, state: "available", privateDns: false }, "vpce-other"),
      ...(zone.isListedByHub ? [hostedZone({ id: "Z1", name: zone.name, vpc: "vpc-hub" })] : []),
      recordSets("Z1", ...recordsOf(names)),
    ],
  };
}

function endpointPart({ home, subnet, state, privateDns }: RandomNames["endpoint"], id = "vpce-central"): Part {
  return vpcEndpoint({
    id,
    vpc: `vpc-${home}`,
    service: "s3",
    subnets: [`subnet-${subnet}-${home}`],
    state,
    privateDns,
    // Names of its own VPC are another matter (2.23).
    inboundResolverOnly: true,
  });
}

function recordsOf({ zone, records }: RandomNames): Parameters<typeof recordSets>[1][] {
  return [
    { name: zone.name, to: records.own },
    { name: `*.${zone.name}`, to: records.wildcard },
  ].flatMap(({ name, to }) => (to === undefined ? [] : [{ name, alias: `${to}.s3.us-east-1.vpce.amazonaws.com` }]));
}
