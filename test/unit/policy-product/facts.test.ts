import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatUserError, UserError } from "../../../src/errors.ts";
import { readPolicy } from "../../../src/facts/endpoint-policy.ts";
import { buildPlace, type OrganizationView, type Trust } from "../../../src/facts/place.ts";
import { judgeExample } from "../../../src/judge-example.ts";
import { loadRulesInForce } from "../../../src/scan.ts";
import { Unknown, isUnknown } from "../../../src/unknown.ts";
import { allow, deny, ourAccount, ourOrganization, outsider, policy, when } from "../policy/fixtures.ts";

const account = "111122223333";
const region = "us-east-1";

function view(trust?: Trust): OrganizationView {
  return {
    partition: "aws",
    id: ourOrganization,
    accounts: [account],
    accountsComplete: true,
    seen: new Set(),
    ...(trust === undefined ? {} : { trust }),
  };
}

const endpoint = (id: string, PolicyDocument: string) => ({
  VpcEndpointId: id,
  VpcEndpointType: "Gateway",
  VpcId: `vpc-${id}`,
  ServiceName: `com.amazonaws.${region}.s3`,
  State: "available",
  PolicyDocument,
});

function readAll(organization: OrganizationView, documents: Record<string, string>) {
  const VpcEndpoints = Object.entries(documents).map(([id, document]) => endpoint(id, document));
  const answers = { DescribeVpcEndpoints: { VpcEndpoints } };
  const place = buildPlace({ account, region, capturedAt: {}, answers, gaps: [] }, organization);
  const { endpoints } = place.network;
  if (isUnknown(endpoints)) throw new Error("endpoints are there");
  return Object.keys(documents).map((id) => {
    const record = endpoints.get(id);
    if (record === undefined) throw new Error(id);
    return readPolicy({ place, record });
  });
}

describe("one scan", () => {
  const bounded = policy(allow(when("StringEquals", "aws:PrincipalOrgID", ourOrganization)));

  test("decides identical documents once, in whatever account and Region", () => {
    const organization = view();
    const [first, second] = readAll(organization, { "vpce-1": bounded, "vpce-2": bounded });
    const [third] = readAll(organization, { "vpce-3": bounded });
    expect(second?.assessment).toBe(first?.assessment);
    expect(third?.assessment).toBe(first?.assessment);
    expect(readAll(view(), { "vpce-1": bounded })[0]?.assessment).not.toBe(first?.assessment);
  });

  test("decides a document that asks for the endpoint itself for each endpoint", () => {
    for (const key of ["aws:SourceVpce", "AWS:SOURCEVPCE", "aws:Source\\u0056pce"]) {
      const document = policy(allow(when("StringEquals", key, "vpce-1"))).replace("\\\\u", "\\u");
      const [first, second] = readAll(view(), { "vpce-1": document, "vpce-2": document });
      expect([first?.assessment.decision.fullAccess, second?.assessment.decision.deniesEverything]).toEqual([
        true,
        true,
      ]);
    }
  });

  test("remembers a bounded number of them", () => {
    const organization = view();
    const [first] = readAll(organization, { "vpce-1": policy(deny({ Sid: "first" })) });
    readAll(
      organization,
      Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`vpce-${at}`, policy(deny({ Sid: `s${at}` }))])),
    );
    const [again] = readAll(organization, { "vpce-1": policy(deny({ Sid: "first" })) });
    expect(again?.assessment).not.toBe(first?.assessment);
    expect(again?.assessment.decision).toEqual(first?.assessment.decision);
  });

  test("heeds what the configuration trusts", () => {
    const document = policy(
      allow({ ...when("StringEquals", "aws:PrincipalAccount", outsider), Action: "s3:GetObject" }),
    );
    const answers = (trust?: Trust) =>
      readAll(view(trust), { "vpce-1": document })[0]?.assessment.decision.admitsOutsidePrincipals;
    expect(answers()).toBe(true);
    expect(answers({ trustedAccounts: [outsider] })).toBe(false);
  });

  test("a policy that was not collected answers nothing", () => {
    const [seen] = readAll(view(), { "vpce-1": bounded });
    if (seen === undefined) throw new Error("it is there");
    const unseen = new Unknown([{ account, region, api: "DescribeVpcEndpoints", reason: "not recorded" }]);
    const { assessment } = readPolicy({ ...seen.at, record: { ...seen.at.record, policy: unseen } });
    expect(assessment.decision.admitsOutsidePrincipals).toBe(unseen);
    expect(assessment.admits("*", "*", "*")).toBe(unseen);
  });
});

describe("rules of one's own", () => {
  async function verdictOf(failWhen: string, document: string): Promise<unknown> {
    const folder = mkdtempSync(join(tmpdir(), "vpclint-own-rule-"));
    try {
      const file = join(folder, "rules.yaml");
      const rule = {
        id: "own",
        title: "Own",
        severity: "low",
        resource: "vpc-endpoint",
        "fail-when": failWhen,
        message: "own",
      };
      writeFileSync(file, JSON.stringify({ version: 1, rules: [rule] }));
      const rules = await loadRulesInForce({ builtin: "rules.yaml", cwd: folder, file });
      const answers = { DescribeVpcEndpoints: { VpcEndpoints: [endpoint("vpce-1", document)] } };
      const situation = { answers, gaps: [], organization: { id: ourOrganization, accounts: [ourAccount] } };
      return judgeExample(rules, "own", situation).get("vpce-1");
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const document = policy(allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::data/*" }));

  test.each([
    ['endpoint.policy.admits("anonymous", "s3:GetObject", "arn:aws:s3:::data/key")', "fail"],
    ['endpoint.policy.admits("anonymous", "s3:PutObject", "*")', "pass"],
    [`endpoint.policy.admits("${outsider}", "s3:*", "*")`, "fail"],
    ['"s3:GetObject" in endpoint.policy.admittedActions', "fail"],
    ['"s3:DeleteObject" in endpoint.policy.admittedActions', "pass"],
    ["endpoint.policy.notes.size() > 0", "pass"],
    ["endpoint.policy.ineffective.size() > 0", "pass"],
    ['endpoint.policy.verdict == "open-principal"', "fail"],
    ["endpoint.policy.allActions", "pass"],
  ])("%s: %s", async (expression, verdict) => {
    expect(await verdictOf(expression, document)).toBe(verdict);
  });

  test.each([
    ['endpoint.policy.admits("everybody", "s3:GetObject", "*")', "a principal is"],
    ['endpoint.policy.admits("*", "GetObject", "*")', "an action is"],
    ['endpoint.policy.admits("*", "s3:GetObject", "my-bucket")', "a resource is"],
    ['endpoint.policy.verdict == "open"', "open"],
  ])("%s is refused at load", async (expression, message) => {
    const error: unknown = await verdictOf(expression, document).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(formatUserError(error as UserError)).toContain(message);
  });
});
