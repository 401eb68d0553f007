import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { createNetworkManager } from "../../../src/aws/clients.ts";
import { classifyError } from "../../../src/aws/errors.ts";
import { networkManagerCommand } from "../../../src/aws/network-manager.ts";
import type { RestJsonClient } from "../../../src/aws/rest-json-client.ts";
import { openTransport } from "../../../src/aws/transport.ts";
import type { Simulator } from "../../../src/simulator/server.ts";
import { wholeCoreNetwork } from "../../support/core-network.ts";
import { gap, place } from "../../support/topology.ts";
import { errorOf, management, plain, rowOf, simulate } from "./support.ts";

const CoreNetworkId = "core-network-1";
const GlobalNetworkId = "global-network-1";
const routes = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map((destination) => ({ destination }));
const network = wholeCoreNetwork({
  id: CoreNetworkId,
  edges: ["eu-west-1", "us-east-1"],
  segments: { prod: routes },
  attachments: [
    { id: "attachment-1", vpc: "vpc-1", subnets: ["subnet-1"], segment: "prod", region: "eu-west-1" },
    { id: "attachment-2", vpc: "vpc-2", subnets: ["subnet-2"], segment: "prod", region: "us-east-1" },
  ],
});
const here = place({ account: management, region: "eu-west-1" }, network);
const there = place({ account: management, region: "us-east-1" }, network);

afterEach(() => void vi.unstubAllEnvs());

function clientOf(simulator: Simulator): RestJsonClient {
  const environment = simulator.environment();
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const transport = openTransport({ concurrency: 4, environment: {} });
  onTestFinished(() => transport.close());
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = environment;
  const credentials = { get: async () => ({ accessKeyId, secretAccessKey }), expire: () => {} };
  return createNetworkManager({ transport, maxAttempts: 1 }, { region: "ap-southeast-2", credentials });
}

const segmentAt = (EdgeLocation: string, SegmentName = "prod") => ({
  GlobalNetworkId,
  RouteTableIdentifier: { CoreNetworkSegmentEdge: { CoreNetworkId, SegmentName, EdgeLocation } },
});

test("one endpoint answers for every Region: by the edge that is asked about, or from wherever the answer stands", async () => {
  const client = clientOf(await simulate({ places: [here, there] }));
  const ask = async (command: Parameters<RestJsonClient["send"]>[0]) => plain((await client.send(command)) as object);
  expect(await ask(networkManagerCommand("ListCoreNetworks", {}))).toEqual(here.answers.ListCoreNetworks);
  expect(await ask(networkManagerCommand("GetCoreNetwork", { CoreNetworkId }))).toEqual(
    here.answers.GetCoreNetwork?.[CoreNetworkId],
  );
  for (const { region, answers } of [here, there]) {
    /* oxlint-disable no-await-in-loop -- two Regions */
    const [attachment] = answers.ListAttachments?.[CoreNetworkId]?.Attachments ?? [];
    const listing = networkManagerCommand("ListAttachments", { CoreNetworkId, EdgeLocation: region });
    expect(await ask(listing)).toEqual({ Attachments: [attachment] });
    const AttachmentId = attachment?.AttachmentId ?? "";
    expect(await ask(networkManagerCommand("GetVpcAttachment", { AttachmentId }))).toEqual(
      answers.GetVpcAttachment?.[AttachmentId],
    );
    expect(await ask(networkManagerCommand("GetNetworkRoutes", segmentAt(region)))).toEqual(
      answers.GetNetworkRoutes?.[`${CoreNetworkId}/segment/prod`],
    );
    /* oxlint-enable no-await-in-loop */
  }
});

test("routes come in pages, whose tokens are of one table", async () => {
  const client = clientOf(await simulate({ places: [here, there] }, { pageLimit: 2 }));
  const first = await client.send(networkManagerCommand("GetNetworkRoutes", segmentAt("eu-west-1")));
  expect(first.NetworkRoutes).toHaveLength(2);
  const { NextToken = "" } = first;
  const rest = await client.send(networkManagerCommand("GetNetworkRoutes", { ...segmentAt("eu-west-1"), NextToken }));
  expect(rest.NetworkRoutes).toHaveLength(1);
  expect(rest.NextToken).toBeUndefined();
  const other = networkManagerCommand("GetNetworkRoutes", { ...segmentAt("us-east-1"), NextToken });
  expect(await errorOf(client.send(other))).toMatchObject({ code: "ValidationException", status: 400 });
});

test.each([0, 501])("a page of %i is refused", async (MaxResults) => {
  const client = clientOf(await simulate({ places: [here] }));
  const { code } = await errorOf(client.send(networkManagerCommand("ListCoreNetworks", { MaxResults })));
  expect(code).toBe("ValidationException");
});

test("what the snapshot does not have does not exist", async () => {
  const client = clientOf(await simulate({ places: [here, there] }));
  const absent: Parameters<RestJsonClient["send"]>[0][] = [
    networkManagerCommand("GetCoreNetwork", { CoreNetworkId: "core-network-2" }),
    networkManagerCommand("GetVpcAttachment", { AttachmentId: "attachment-3" }),
    networkManagerCommand("ListAttachments", { CoreNetworkId, EdgeLocation: "eu-north-1" }),
    networkManagerCommand("GetNetworkRoutes", segmentAt("eu-west-1", "dev")),
  ];
  for (const command of absent) {
    // oxlint-disable-next-line no-await-in-loop -- four calls
    expect(await errorOf(client.send(command))).toMatchObject({ code: "ResourceNotFoundException", status: 404 });
  }
});

test("a denial is replayed as one, whichever Region's row has it", async () => {
  const gaps = [gap("ListCoreNetworks", "denied", "AccessDeniedException: no IAM policy allows it")];
  const empty = rowOf(place({ account: management, region: "eu-west-1", gaps: [gap("*", "skipped", "no VPC")] }));
  const places = [place({ account: management, region: "us-east-1", gaps })];
  const client = clientOf(await simulate({ places, rows: [empty] }));
  const error: unknown = await client.send(networkManagerCommand("ListCoreNetworks", {})).catch((e: unknown) => e);
  expect(classifyError(error)).toEqual({ outcome: "denied", reason: "AccessDeniedException: no IAM policy allows it" });
});

test("a snapshot from before core networks were asked about answers neither an empty list nor a denial", async () => {
  const { ListCoreNetworks: _unasked, ...answers } = here.answers;
  const client = clientOf(await simulate({ places: [{ ...here, answers }] }));
  const { code } = await errorOf(client.send(networkManagerCommand("ListCoreNetworks", {})));
  expect(code).toBe("UnsupportedOperation");
});

test("it throttles in its own words", async () => {
  const faults = { seed: 1, rules: [{ kind: "throttle", rate: 1, api: "ListCoreNetworks" }] } as const;
  const client = clientOf(await simulate({ places: [here] }, { faults: { ...faults, rules: [...faults.rules] } }));
  expect(await errorOf(client.send(networkManagerCommand("ListCoreNetworks", {})))).toMatchObject({
    code: "ThrottlingException",
    status: 429,
  });
});
