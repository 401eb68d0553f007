import type { createEc2Client } from "../aws/clients.ts";
import { classifyError, errorCode, type Failure } from "../aws/errors.ts";
import type { Answers, ApiName } from "../snapshot/apis.ts";
import type { Collector, Place } from "./collector.ts";
import { collectors } from "./index.ts";

export type Probed = "allowed" | Failure;

type Ec2 = ReturnType<typeof createEc2Client>;

interface ProbedPlace {
  account: string;
  region: string;
  ec2: Ec2;
}

/**
 * Whether a call of the table would be allowed: the collector's own first request, sent with DryRun. EC2 answers
 * DryRunOperation where it is, and does nothing.
 */
export async function probeApi({ account, region, ec2 }: ProbedPlace, api: ApiName): Promise<Probed> {
  const collector: Collector = collectors[api];
  let probed: Probed = { outcome: "failed", reason: "nothing was asked" };
  const place: Place = {
    account,
    region,
    regionIsEnabled: true,
    answers: placeholders(account),
    async request(_, send) {
      probed = await send(drily(ec2)).then(() => "allowed" as const, readRefusal);
      // One request is enough, whether the endpoint knows DryRun or answers in earnest.
      throw new Error("probed");
    },
  };
  await collector.collect(place).catch(() => undefined);
  return probed;
}

/** Complaints about the placeholders: whoever is not allowed to call is told so before. */
const placeholderComplaint = /^(InvalidParameterValue|Invalid\w+\.(NotFound|Malformed))$/;

function readRefusal(error: unknown): Probed {
  const code = errorCode(error);
  if (code === "DryRunOperation" || placeholderComplaint.test(code)) return "allowed";
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
function placeholders(account: string): Answers {
  return {
    DescribeTransitGateways: { TransitGateways: [{ TransitGatewayId: `tgw-${id}`, OwnerId: account }] },
    DescribeTransitGatewayRouteTables: {
      TransitGatewayRouteTables: [{ TransitGatewayRouteTableId: `tgw-rtb-${id}` }],
    },
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
  };
}
