import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { explain, parseQuestion } from "../../../src/explain.ts";
import type { Explanation } from "../../../src/report/explanation.ts";
import { explanationAsSvg } from "../../../src/reporters/explanation/svg.ts";
import { explanationAsText } from "../../../src/reporters/explanation/text.ts";
import { openSnapshot, type Snapshot } from "../../../src/snapshot/read.ts";
import { topology as hostile } from "../../scenarios/hostile-names/topology.ts";
import { topology as mixed } from "../../scenarios/trap-04-leftover-route/topology.ts";
import { topology as central } from "../../scenarios/trap-09-endpoint-in-hub/topology.ts";
import { topology as participant } from "../../scenarios/trap-19-participant/topology.ts";
import { topology as dualStack } from "../../scenarios/trap-22-ipv4-endpoint/topology.ts";
import { topology as withGaps } from "../../scenarios/trap-30-not-collected/topology.ts";
import { writeSnapshot, type Topology } from "../../support/snapshot.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vpclint-explain-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
async function open(topology: Topology): Promise<Snapshot> {
  const directory = join(folder, String(count++));
  await writeSnapshot(directory, topology);
  return openSnapshot(directory);
}

async function ask(topology: Topology, id: string, to?: string, family?: "ipv4" | "ipv6"): Promise<Explanation> {
  return explain({ snapshot: await open(topology), id, question: parseQuestion(to, family), trust: {} });
}

const plain = { color: false, width: 100 };

describe("a subnet", () => {
  test("without a question: both services, over the families that it has addresses of", async () => {
    const titles = (await ask(mixed, "subnet-app")).paths.map(({ title }) => title);
    expect(titles).toEqual(["Amazon S3 over IPv4", "Amazon DynamoDB over IPv4"]);
    const both = (await ask(dualStack, "subnet-app", "s3")).paths.map(({ title }) => title);
    expect(both).toEqual(["Amazon S3 over IPv4", "Amazon S3 over IPv6"]);
    expect((await ask(dualStack, "subnet-app", "s3", "ipv6")).paths).toHaveLength(1);
  });

  test("addresses are followed too, over their own family", async () => {
    const { paths } = await ask(mixed, "subnet-app", "198.51.100.7");
    expect(paths.map(({ title, pieces }) => [title, pieces.map(({ via }) => via)])).toEqual([
      ["198.51.100.7 over IPv4", ["nat-gateway"]],
    ]);
    const { paths: inside } = await ask(mixed, "subnet-app", "10.0.0.0/24");
    expect(inside[0]?.pieces.map(({ via }) => via)).toEqual(["local"]);
  });

  test("each way of a mixed path stands by itself, with its ranges, its route and why it won", async () => {
    const text = explanationAsText(await ask(mixed, "subnet-app", "s3"), plain);
    expect(text).toContain("Amazon S3 over IPv4: mixed");
    expect(text).toContain("2 of 2  52.216.0.0/15");
    expect(text).toContain("52.216.0.0/15 -> nat-app (active), a static route wins over a prefix list");
  });

  test("where the packets come to another account, that account is named", async () => {
    const text = explanationAsText(await ask(central, "subnet-app", "s3"), plain);
    expect(text).toContain("── 222233334444  us-east-1 ──");
    expect(text).toContain("→ central-nat");
  });

  test("a shared subnet is explained with its owner's data, whoever is read first", async () => {
    const reversed = { ...participant, places: participant.places.toReversed() };
    for (const topology of [participant, reversed]) {
      const { resource, paths } = await ask(topology, "subnet-app", "s3");
      expect(resource.account).toBe("111122223333");
      expect(paths[0]?.pieces.map(({ via }) => via)).toEqual(["nat-gateway"]);
    }
  });

  test("no line is wider than the terminal, but for ids and routes that stay whole", async () => {
    const lines = explanationAsText(await ask(central, "subnet-app"), { color: false, width: 80 }).split("\n");
    expect(lines.filter((line) => line.length > 96)).toEqual([]);
  });
});

describe("a VPC endpoint and a route table", () => {
  test("an endpoint shows what it serves and what its policy admits", async () => {
    const { facts, policy } = await ask(mixed, "vpce-s3");
    expect(facts).toContainEqual({ name: "route tables", value: "rtb-app" });
    expect(policy?.verdict).toBe("full-access");
  });

  test("a route table shows its routes, what it serves, and which endpoints it lacks", async () => {
    const { facts, routes, services } = await ask(mixed, "rtb-public");
    expect(facts).toContainEqual({ name: "serves", value: "subnet-public (use1-az1)" });
    expect(routes?.map(({ destination, target }) => `${destination} ${target}`)).toEqual([
      "10.0.0.0/16 local",
      "0.0.0.0/0 igw-app",
    ]);
    expect(services).toContainEqual({ service: "s3", endpoint: "", forgotten: ["vpce-s3"] });
  });

  test("they send nothing, so they have no destination", async () => {
    await expect(ask(mixed, "vpce-s3", "s3")).rejects.toMatchObject({ code: "bad-destination" });
    await expect(ask(mixed, "rtb-app", undefined, "ipv4")).rejects.toMatchObject({ code: "bad-destination" });
  });
});

describe("what cannot be answered", () => {
  test("an unknown id: did you mean, and where was searched", async () => {
    await expect(ask(mixed, "subnet-ap")).rejects.toMatchObject({
      code: "no-such-resource",
      message: "no subnet, VPC endpoint or route table is named subnet-ap; searched 111122223333/us-east-1",
      hint: "did you mean subnet-app?",
    });
  });

  test("an account-Region that was not collected may hold it, and is named", async () => {
    await expect(ask(withGaps, "vpce-0123456789abcdef0")).rejects.toMatchObject({
      message: expect.stringContaining("not collected: 111122223333/eu-west-1") as string,
    });
  });

  test.each(["s4", "10.0.0.0/33", "2001:db8::/200", ""])("--to %s is refused", (to) => {
    expect(() => parseQuestion(to, undefined)).toThrow(/no service with a gateway endpoint/);
  });

  test("a family that the addresses do not have is refused", () => {
    expect(() => parseQuestion("10.0.0.0/8", "ipv6")).toThrow(/is ipv4, but --family says ipv6/);
  });
});

describe("renderings", () => {
  test("the drawing is well-formed, loads nothing, and takes no markup from AWS", async () => {
    const snapshot = await open(hostile);
    const [first] = snapshot.places;
    const place = await snapshot.read(first?.account ?? "", first?.region ?? "");
    const ids = (place.answers.DescribeSubnets?.Subnets ?? []).map(({ SubnetId = "" }) => SubnetId);
    for (const id of ids) {
      const explanation = await explain({ snapshot, id, question: parseQuestion("s3", undefined), trust: {} });
      const svg = explanationAsSvg(explanation);
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
      expect(svg.match(/<script|href=|url\(|\son\w+=/g)).toBeNull();
      expect(svg.match(/<(?!\/)[a-z]+\b[^>]*(?<!\/)>/g)?.length).toBe(svg.match(/<\/[a-z]+>/g)?.length);
      // eslint-disable-next-line no-control-regex
      expect(explanationAsText(explanation, plain)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    }
  });
});
