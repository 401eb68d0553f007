import type { createEc2Client, DnsClients } from "../aws/clients.ts";
import { classifyError, errorCode, type Failure } from "../aws/errors.ts";
import { networkManagerHome } from "../aws/network-manager.ts";
import type { RestJsonClient } from "../aws/rest-json-client.ts";
import { networkManagerApis, type Answers, type ApiName } from "../snapshot/apis.ts";
import type { Collector, Place } from "./collector.ts";
import { collectors } from "./index.ts";

export type Probed = "allowed" | Failure;

type Ec2 = ReturnType<typeof createEc2Client>;

interface ProbedPlace {
  account: string;
  region: string;
  ec2: Ec2;
  dns: DnsClients;
  networkManager: RestJsonClient;
}

/** The APIs of the table that there are in a Region: some partitions lack a service. */
export function apisIn(region: string, apis: readonly ApiName[]): readonly ApiName[] {
  if (networkManagerHome(region) !== undefined) return apis;
  return apis.filter((api) => !networkManagerApis.some((name) => name === api));
}

/**
 * Whether a call of the table would be allowed: the collector's own first request, sent with DryRun. EC2 answers
 * DryRunOperation where it is, and does nothing.
 */
export async function probeApi(
  { account, region, ec2, dns, networkManager }: ProbedPlace,
  api: ApiName,
): Promise<Probed> {
  const collector: Collector = collectors[api];
  let probed: Probed = { outcome: "failed", reason: "nothing was asked" };
  const once = async (sent: Promise<unknown>, complaint: RegExp): Promise<never> => {
    probed = await sent.then(
      () => "allowed" as const,
      (error: unknown) => readRefusal(error, complaint),
    );
    // One request is enough, whether the endpoint knows DryRun or answers in earnest.
    throw new Error("probed");
  };
  const place: Place = {
    account,
    region,
    regionIsEnabled: true,
    answers: placeholders(account, region),
    request: (_, send) => once(send(drily(ec2)), placeholderComplaint),
    // Route 53 and Network Manager know no DryRun: they are asked for what does not exist.
    requestDns: (_, send) => once(send(dns), dnsComplaint),
    requestNetworkManager: (_, send) => once(send(networkManager), networkManagerComplaint),
  };
  await collector.collect(place).catch(() => undefined);
  return probed;
}

/** Complaints about the placeholders: whoever is not allowed to call is told so before. */
const placeholderComplaint = /^(InvalidParameterValue|Invalid\w+\.(NotFound|Malformed))$/;
/** `UnsupportedOperation` is what the simulator says of a VPC, or a zone, that its snapshot does not have. */
const dnsComplaint = /^(UnsupportedOperation|InvalidInput|InvalidVPCId|NoSuchHostedZone|ResourceNotFoundException)$/;
const networkManagerComplaint = /^(UnsupportedOperation|ResourceNotFoundException|ValidationException)$/;

function readRefusal(error: unknown, complaint: RegExp): Probed {
  const code = errorCode(error);
  if (code === "DryRunOperation" || complaint.test(code)) return "allowed";
  return classifyError(error, { regionIsEnabled: true });
}

function drily(ec2: Ec2): Ec2 {
  const send = (command: { input: object }) => {
    Object.assign(command.input, { DryRun: true });
    return ec2.send(command as Parameters<Ec2["send"]>[0]);
  };
  return Object.assign(Object.create(ec2) as Ec2, { send });
}

const id = "0123456789abcdef0";

/** Answers as if there were one of everything that other calls are about, so that each is asked. */
function placeholders(account: string, region: string): Answers {
  return {
    DescribeTransitGateways: { TransitGateways: [{ TransitGatewayId: `tgw-${id}`, OwnerId: account }] },
    DescribeTransitGatewayRouteTables: {
      TransitGatewayRouteTables: [{ TransitGatewayRouteTableId: `tgw-rtb-${id}` }],
    },
    DescribeVpcs: { Vpcs: [{ VpcId: `vpc-${id}`, OwnerId: account }] },
    DescribeRouteTables: {
      RouteTables: [{ VpcId: `vpc-${id}`, Routes: [{ TransitGatewayId: `tgw-${id}`, State: "active" }] }],
    },
    ListHostedZonesByVPC: {
      [`vpc-${id}`]: {
        HostedZoneSummaries: [
          { HostedZoneId: "Z0123456789ABCDEF", Name: `s3.${region}.amazonaws.com.`, Owner: { OwningAccount: account } },
        ],
      },
    },
    ListProfileAssociations: { ProfileAssociations: [{ ProfileId: `rp-${id.slice(1)}`, ResourceId: `vpc-${id}` }] },
    DescribeManagedPrefixLists: { PrefixLists: [{ PrefixListId: `pl-${id}`, OwnerId: account }] },
    DescribeVpcEndpoints: {
      VpcEndpoints: [
        {
          VpcEndpointId: `vpce-${id}`,
          VpcEndpointType: "Interface",
          VpcId: `vpc-${id}`,
          Groups: [{ GroupId: `sg-${id}` }],
        },
      ],
    },
    DescribeVpcEndpointServiceConfigurations: { ServiceConfigurations: [{ ServiceId: `vpce-svc-${id}` }] },
    ...coreNetworkPlaceholders(account, region),
  };
}

function coreNetworkPlaceholders(account: string, region: string): Answers {
  const CoreNetworkId = `core-network-${id}`;
  return {
    ListCoreNetworks: { CoreNetworks: [{ CoreNetworkId, OwnerAccountId: account }] },
    GetCoreNetwork: {
      [CoreNetworkId]: {
        CoreNetwork: {
          GlobalNetworkId: `global-network-${id}`,
          Edges: [{ EdgeLocation: region }],
          Segments: [{ Name: "placeholder" }],
        },
      },
    },
    ListAttachments: {
      [CoreNetworkId]: { Attachments: [{ AttachmentId: `attachment-${id}`, AttachmentType: "VPC" }] },
    },
  };
}
