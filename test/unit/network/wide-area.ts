import { summarizeVia } from "../../../src/network/path.ts";
import type { AccountRegion, Gap } from "../../../src/snapshot/format.ts";
import { coreNetwork, coreNetworkArn, coreNetworkAttachment, coreNetworkRoutes } from "../../support/core-network.ts";
import type { CoreNetworkRouteOptions } from "../../support/core-network.ts";
import { place, prefixLists, route } from "../../support/topology.ts";
import type { Part } from "../../support/topology.ts";
import { egressVpc, hubAccount, pathAmong, spoke as transitSpoke, spokeAccount } from "./organization.ts";
import { reasons, word } from "./support.ts";

/** A spoke and an egress VPC on one core network, as organization.ts has them on one transit gateway. */

export const core = "core-network-1";
export const arn = coreNetworkArn(hubAccount, core);

interface SpokeOptions {
  routes?: ReturnType<typeof route>[];
  more?: Part[];
  gaps?: Gap[];
}

/** A VPC whose only way out is the core network: subnets in the zones a, b and c. */
export function spoke({ routes = [route("0.0.0.0/0", arn)], ...more }: SpokeOptions = {}): AccountRegion {
  return transitSpoke({ routes, ...more });
}

type Attachment = Parameters<typeof coreNetworkAttachment>[0];

export interface HubOptions {
  region?: string;
  /** Of the segment `prod` at the edge. */
  routes?: CoreNetworkRouteOptions[];
  spokeAttachment?: Partial<Attachment>;
  egressAttachment?: Partial<Attachment>;
  /** Of the tables of the attachment subnets in the egress VPC, by zone. */
  attachmentRoutes?: Partial<Record<"a" | "b", ReturnType<typeof route>[]>>;
  routesBack?: ReturnType<typeof route>[];
  blockPublicAccess?: "off" | "block-bidirectional";
  core?: Partial<Parameters<typeof coreNetwork>[0]>;
  more?: Part[];
  gaps?: Gap[];
}

export const egress = { id: "attachment-egress", resource: "vpc-egress" };
export const toEgress: CoreNetworkRouteOptions = { destination: "0.0.0.0/0", attachments: [egress] };

export function attachSpoke(options: Partial<Attachment> = {}): Part {
  return coreNetworkAttachment({
    id: "attachment-spoke",
    coreNetwork: core,
    resource: "vpc-1",
    resourceOwner: spokeAccount,
    segment: "prod",
    subnets: ["subnet-a", "subnet-b"],
    ...options,
  });
}

/** The network account: a core network, and a VPC with a NAT gateway in each of the zones a and b. */
export function hub(options: HubOptions = {}): AccountRegion {
  const { region = "us-east-1", routes = [toEgress] } = options;
  return place(
    { account: hubAccount, region, gaps: options.gaps ?? [] },
    ...egressVpc({
      link: "core",
      publicRoutes: [route("0.0.0.0/0", "igw-1"), ...(options.routesBack ?? [route("10.0.0.0/8", arn)])],
      attachmentRoutes: options.attachmentRoutes,
      blockPublicAccess: options.blockPublicAccess,
    }),
    coreNetwork({ id: core, segments: ["prod", "dev"], functionGroups: ["fw"], ...options.core }),
    coreNetworkAttachment({
      coreNetwork: core,
      segment: "shared",
      ...egress,
      subnets: ["subnet-core-a", "subnet-core-b"],
      ...options.egressAttachment,
    }),
    attachSpoke(options.spokeAttachment),
    coreNetworkRoutes(`${core}/segment/prod`, routes),
    coreNetworkRoutes(`${core}/segment/dev`, []),
    coreNetworkRoutes(`${core}/network-function-group/fw`, [toEgress]),
    prefixLists(),
    ...(options.more ?? []),
  );
}

type Question = Parameters<typeof pathAmong>[1];

export function via(places: readonly AccountRegion[], question: Question = {}): string {
  return word(summarizeVia(pathAmong(places, question)));
}

export function why(places: readonly AccountRegion[], question: Question = {}): string {
  const path = pathAmong(places, question);
  return [reasons(summarizeVia(path)), ...path.pieces.map(({ note = "" }) => note)]
    .filter((text) => text !== "")
    .join("\n");
}

/** How a way through the core network ends that its routes lead to. */
export function through(options: HubOptions, question: Question = {}): [string, string] {
  const places = [spoke(), hub(options)];
  return [via(places, question), why(places, question)];
}
