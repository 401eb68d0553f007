import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPlace, viewOrganization } from "../../../src/facts/place.ts";
import { resourceTypes } from "../../../src/facts/resource-types.ts";
import { createJudge } from "../../../src/rules/evaluate.ts";
import { loadRulesInForce } from "../../../src/scan.ts";
import { topology } from "../../scenarios/trap-04-leftover-route/topology.ts";
import { repository } from "../../support/run-cli.ts";
import { manifestOf } from "../../support/snapshot.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vpclint-path-to-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function load(condition: string) {
  const rule = {
    id: "asked",
    title: "Asked",
    severity: "low",
    resource: "subnet",
    "fail-when": condition,
    message: "m",
  };
  await writeFile(join(folder, "rules.yaml"), JSON.stringify({ version: 1, rules: [rule] }));
  return loadRulesInForce({ file: "rules.yaml", builtin: join(repository, "rules.yaml"), cwd: folder });
}

/** The verdicts about the subnets of a VPC whose S3 traffic goes by an endpoint but for one leftover route. */
async function judge(condition: string): Promise<Record<string, string>> {
  const verdicts: Record<string, string> = {};
  const judging = createJudge({
    ruleSet: await load(condition),
    vocabulary: resourceTypes,
    placeOf: ({ account, region }: { account: string; region: string }) => ({ account, region }),
    onVerdict: (_, { id }, verdict) => (verdicts[id] = verdict),
  });
  for (const place of topology.places) judging.judge(buildPlace(place, viewOrganization(manifestOf(topology), {})));
  return verdicts;
}

describe("subnet.pathTo", () => {
  test.each([
    ['subnet.pathTo("0.0.0.0/0").via == "mixed"', "fail"],
    ['subnet.pathTo("198.51.100.0/24").via == "nat-gateway"', "fail"],
    ['subnet.pathTo("52.216.0.1").crossesNat', "fail"],
    ['subnet.pathTo("16.182.0.0/16").crossesNat', "pass"],
    ['subnet.pathTo("10.0.7.0/24").via == "local"', "fail"],
    ['subnet.pathTo("2001:db8::1").via == "no-addresses"', "fail"],
    ['subnet.pathTo("s3").via == "mixed"', "fail"],
    ['subnet.pathTo("s3").hops.exists(hop, hop.type == "vpc-endpoint" && hop.id == "vpce-s3")', "fail"],
    ['subnet.paths.s3express.ipv4.via == "gateway-endpoint"', "unknown"],
  ])("%s", async (condition, verdict) => {
    expect((await judge(condition))["subnet-app"]).toBe(verdict);
  });

  test.each(["10.0.0.0/33", "somewhere", "", "s3-fips"])('"%s" is refused when the rules are loaded', async (text) => {
    await expect(load(`subnet.pathTo("${text}").crossesNat`)).rejects.toThrow(
      `"${text}" is no CIDR, address or service with a gateway endpoint`,
    );
  });

  test("what is computed is checked when it is asked: an error, and neither a pass nor a crash", async () => {
    expect((await judge('subnet.pathTo(subnet.id + "/8").crossesNat'))["subnet-app"]).toBe("error");
  });
});
