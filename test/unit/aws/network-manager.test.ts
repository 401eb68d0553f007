import { HttpResponse } from "@smithy/core/protocols";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createDnsClients, createNetworkManager } from "../../../src/aws/clients.ts";
import { classifyError } from "../../../src/aws/errors.ts";
import type { Exchange } from "../../../src/aws/http-exchange.ts";
import { networkManagerCommand, networkManagerHome } from "../../../src/aws/network-manager.ts";
import { profileCommand } from "../../../src/aws/route53-profiles.ts";
import { openTransport, type Transport } from "../../../src/aws/transport.ts";

interface Sent {
  method: string;
  url: string;
  scope: string;
  body: unknown;
}

interface Given {
  statusCode?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** A transport that keeps what would have been sent, and answers by itself: nothing leaves the process. */
function recording({ statusCode = 200, headers = {}, body = "{}" }: Given = {}) {
  const sent: Sent[] = [];
  const handle: Exchange = async (request) => {
    const query = Object.entries(request.query ?? {}).map(([name, value]) => `${name}=${String(value)}`);
    const [, scope = ""] = /Credential=[^/]+\/\d+\/([^,]+),/.exec(request.headers["authorization"] ?? "") ?? [];
    sent.push({
      method: request.method,
      url: `${request.protocol}//${request.hostname}${request.path}${query.length === 0 ? "" : "?"}${query.sort().join("&")}`,
      scope,
      body: request.body,
    });
    return { response: new HttpResponse({ statusCode, headers, body: Buffer.from(body) }) as never };
  };
  const transport = openTransport({ concurrency: 1, environment: {} });
  const faked: Transport = { ...transport, requestHandler: { ...transport.requestHandler, handle } };
  return { sent, settings: { transport: faked, maxAttempts: 1 } };
}

const credentials = { get: async () => ({ accessKeyId: "AKID", secretAccessKey: "hush" }), expire: () => {} };

beforeEach(() => {
  vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
});
afterEach(() => void vi.unstubAllEnvs());

async function urlFrom(region: string): Promise<Sent | undefined> {
  const { sent, settings } = recording();
  await createNetworkManager(settings, { region, credentials }).send(networkManagerCommand("ListCoreNetworks", {}));
  return sent[0];
}

describe("where Network Manager is asked, by the rules of its endpoints", () => {
  test.each([
    ["eu-west-1", "networkmanager.us-west-2.amazonaws.com", "us-west-2"],
    ["us-west-2", "networkmanager.us-west-2.amazonaws.com", "us-west-2"],
    ["us-gov-east-1", "networkmanager.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
  ])("from %s: %s, signed for %s", async (region, host, home) => {
    expect(await urlFrom(region)).toMatchObject({
      url: `https://${host}/core-networks`,
      scope: `${home}/networkmanager/aws4_request`,
    });
  });

  test.each([
    ["eu-west-1", { AWS_USE_FIPS_ENDPOINT: "true" }, "networkmanager-fips.us-west-2.amazonaws.com"],
    ["eu-west-1", { AWS_USE_DUALSTACK_ENDPOINT: "true" }, "networkmanager.us-west-2.api.aws"],
    [
      "eu-west-1",
      { AWS_USE_FIPS_ENDPOINT: "true", AWS_USE_DUALSTACK_ENDPOINT: "true" },
      "networkmanager-fips.us-west-2.api.aws",
    ],
    ["us-gov-east-1", { AWS_USE_FIPS_ENDPOINT: "true" }, "networkmanager.us-gov-west-1.amazonaws.com"],
    ["us-gov-east-1", { AWS_USE_DUALSTACK_ENDPOINT: "true" }, "networkmanager.us-gov-west-1.api.aws"],
  ])("from %s with %o: %s", async (region, variables, host) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    expect((await urlFrom(region))?.url).toBe(`https://${host}/core-networks`);
  });

  test.each(["cn-north-1", "eusc-de-east-1", "us-iso-east-1", "us-isob-east-1"])("not at all in %s", (region) => {
    expect(networkManagerHome(region)).toBeUndefined();
  });
});

describe("requests, by the model of the service", () => {
  const ask = async (command: Parameters<ReturnType<typeof createNetworkManager>["send"]>[0]) => {
    const { sent, settings } = recording();
    await createNetworkManager(settings, { region: "eu-west-1", credentials }).send(command);
    const { method, url, body } = sent[0] ?? {};
    const text = body === undefined ? undefined : new TextDecoder().decode(body as Uint8Array);
    return [method, url?.replace("https://networkmanager.us-west-2.amazonaws.com", ""), text];
  };
  const page = { MaxResults: 500, NextToken: "t" };

  test("of lists have their members in the query", async () => {
    expect(await ask(networkManagerCommand("ListCoreNetworks", page))).toEqual([
      "GET",
      "/core-networks?maxResults=500&nextToken=t",
      undefined,
    ]);
    const attachments = { CoreNetworkId: "core-network-1", EdgeLocation: "eu-west-1", ...page };
    expect(await ask(networkManagerCommand("ListAttachments", attachments))).toEqual([
      "GET",
      "/attachments?coreNetworkId=core-network-1&edgeLocation=eu-west-1&maxResults=500&nextToken=t",
      undefined,
    ]);
  });

  test("of one thing have its id in the path", async () => {
    expect(await ask(networkManagerCommand("GetCoreNetwork", { CoreNetworkId: "core-network-1" }))).toEqual([
      "GET",
      "/core-networks/core-network-1",
      undefined,
    ]);
    expect(await ask(networkManagerCommand("GetVpcAttachment", { AttachmentId: "attachment-1" }))).toEqual([
      "GET",
      "/vpc-attachments/attachment-1",
      undefined,
    ]);
  });

  test.each([
    { CoreNetworkSegmentEdge: { CoreNetworkId: "core-network-1", SegmentName: "prod", EdgeLocation: "eu-west-1" } },
    {
      CoreNetworkNetworkFunctionGroup: {
        CoreNetworkId: "core-network-1",
        NetworkFunctionGroupName: "fw",
        EdgeLocation: "eu-west-1",
      },
    },
  ])("of routes have the table and the page in the body", async (RouteTableIdentifier) => {
    const input = { GlobalNetworkId: "global-network-1", RouteTableIdentifier, ...page };
    const [method, url, body] = await ask(networkManagerCommand("GetNetworkRoutes", input));
    expect([method, url]).toEqual(["POST", "/global-networks/global-network-1/network-routes"]);
    expect(JSON.parse(String(body))).toEqual({ RouteTableIdentifier, ...page });
  });
});

describe("answers", () => {
  const answer = (given: Given) => {
    const { settings } = recording(given);
    const client = createNetworkManager(settings, { region: "eu-west-1", credentials });
    return client.send(networkManagerCommand("GetCoreNetwork", { CoreNetworkId: "core-network-1" }));
  };

  test("keep what a snapshot names, and nothing that changes from call to call", async () => {
    const CoreNetwork = {
      CoreNetworkId: "core-network-1",
      Segments: [{ Name: "prod", EdgeLocations: ["eu-west-1"], SharedSegments: [] }],
      Edges: [{ EdgeLocation: "eu-west-1", Asn: 64_512, InsideCidrBlocks: ["10.0.0.0/16"] }],
    };
    const { CoreNetwork: read } = await answer({
      body: JSON.stringify({ CoreNetwork: { ...CoreNetwork, CreatedAt: 1_700_000_000 } }),
    });
    expect(read).toEqual(CoreNetwork);
  });

  test.each([
    [403, "AccessDeniedException", "denied"],
    [429, "ThrottlingException", "throttled-out"],
    [404, "ResourceNotFoundException", "failed"],
    [400, "ValidationException", "failed"],
  ])("of status %i are errors: %s", async (statusCode, code, outcome) => {
    const error: unknown = await answer({
      statusCode,
      headers: { "x-amzn-errortype": code },
      body: JSON.stringify({ Message: "no identity-based policy allows it" }),
    }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: code, $metadata: { httpStatusCode: statusCode } });
    expect(classifyError(error)).toMatchObject({ outcome, reason: expect.stringContaining(code) });
    if (outcome === "denied") expect(classifyError(error).reason).toContain("no IAM policy allows it");
  });

  test.each(["", "[]", "<html><p>closed</p></html>"])("such as %j are no empty ones", async (body) => {
    const error: unknown = await answer({ body }).catch((thrown: unknown) => thrown);
    expect(classifyError(error)).toMatchObject({ outcome: "failed", reason: expect.stringContaining("HTTP 200") });
    const { settings } = recording({ body });
    const { profiles } = createDnsClients(settings, { region: "eu-west-1", credentials });
    await expect(profiles.send(profileCommand("ListProfileAssociations", {}))).rejects.toThrow("HTTP 200");
  });
});
