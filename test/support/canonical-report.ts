import { buildReport } from "../../src/report/build.ts";
import type { Report } from "../../src/report/report.ts";
import type { Evidence, Judgement, Result, RuleCard, VerdictCounts } from "../../src/rules/result.ts";
import type { LedgerRow, Manifest } from "../../src/snapshot/format.ts";

/**
 * One report with everything in it that a reporter can meet: all severities and statuses, each kind of exhibit, every
 * outcome of a cell, and text that tries to be markup, a terminal command or a link.
 */
export function canonicalReport(): Report {
  return buildReport({ tool: { name: "vpclint", version: "0.1.0" }, manifest, judgement });
}

export const hostile = {
  script: `</script><script>alert(1)</script><!--`,
  attribute: `"><img src=x onerror=alert(1)>`,
  terminal: "\u001b[2J\u001b[31mowned\u0007\u009b1m",
  bidi: "user\u202e\u2066nimda",
  markdown: "[click](javascript:alert(1)) ![x](https://evil.example/x.png) | `code` <b>",
} as const;

const network = "111122223333";
const prod = "444455556666";
const sandbox = "777788889999";
const suspended = "123456789012";
const closed = "210987654321";

const apis: LedgerRow["collected"] = [
  "DescribeVpcs",
  "DescribeSubnets",
  "DescribeRouteTables",
  "DescribeNatGateways",
  "DescribeVpcEndpoints",
];

export const manifest: Manifest = {
  format: "vpclint-snapshot",
  version: 1,
  tool: { name: "vpclint", version: "0.1.0" },
  startedAt: "2026-11-02T06:00:00Z",
  finishedAt: "2026-11-02T06:00:41Z",
  partition: "aws",
  callerAccount: network,
  organization: { id: "o-exampleorgid", managementAccount: "999900001111" },
  accounts: [
    { id: network, name: "network-hub", state: "ACTIVE", path: "Root/Infrastructure/Network" },
    { id: prod, name: "payments-prod", state: "ACTIVE", path: "Root/Workloads/Prod" },
    { id: sandbox, name: hostile.attribute, state: "ACTIVE", path: "Root/Sandbox" },
    { id: suspended, name: "old-crm", state: "SUSPENDED", path: "Root/Workloads/Dev" },
    { id: closed, name: "analytics-prod", state: "ACTIVE", path: "Root/Workloads/Prod" },
  ],
  ledger: [
    { account: network, region: "us-east-1", collected: apis, gaps: [] },
    { account: network, region: "eu-west-1", collected: apis, gaps: [] },
    {
      account: network,
      region: "ap-southeast-2",
      collected: ["DescribeVpcs"],
      gaps: [{ api: "DescribeSubnets", outcome: "skipped", reason: "no VPC in this Region" }],
    },
    {
      account: prod,
      region: "us-east-1",
      collected: apis.filter((api) => api !== "DescribeNatGateways"),
      gaps: [{ api: "DescribeNatGateways", outcome: "denied", reason: "explicit deny in a service control policy" }],
    },
    {
      account: prod,
      region: "eu-west-1",
      collected: apis.filter((api) => api !== "DescribeRouteTables" && api !== "DescribeVpcEndpoints"),
      gaps: [
        { api: "DescribeVpcEndpoints", outcome: "throttled-out", reason: "RequestLimitExceeded after 8 attempts" },
        { api: "DescribeRouteTables", outcome: "failed", reason: `InternalError ${hostile.terminal}` },
      ],
    },
    {
      account: prod,
      region: "me-central-1",
      collected: [],
      gaps: [{ api: "*", outcome: "not-enabled", reason: "the Region is not enabled for this account" }],
    },
    { account: sandbox, region: "us-east-1", collected: apis, gaps: [] },
    {
      account: suspended,
      region: "*",
      collected: [],
      gaps: [{ api: "*", outcome: "skipped", reason: "account state SUSPENDED" }],
    },
    {
      account: closed,
      region: "*",
      collected: [],
      gaps: [
        { api: "AssumeRole", outcome: "denied", reason: "AccessDenied: not authorized to perform sts:AssumeRole" },
      ],
    },
  ],
};

const card = (rule: Pick<RuleCard, "id" | "title" | "severity" | "resource"> & Partial<RuleCard>): RuleCard => ({
  description: "",
  rationale: "",
  remediation: "",
  references: [],
  source: { file: "rules.yaml", line: 1 },
  ...rule,
});

const rules: RuleCard[] = [
  card({
    id: "s3-through-nat",
    title: "Private subnet reaches Amazon S3 through NAT",
    severity: "medium",
    resource: "subnet",
    description:
      "Follows the packet from each private subnet with workloads to every address range of S3 in its Region.",
    rationale: "NAT charges for every gigabyte; a gateway endpoint is free and keeps the traffic on the AWS network.",
    remediation: "Associate the VPC's S3 gateway endpoint with {subnet.routeTable.id}.",
    references: ["https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html", "javascript:alert(1)"],
    source: { file: "rules.yaml", line: 3 },
  }),
  card({
    id: "endpoint-policy-admits-outside-principals",
    title: "Endpoint policy admits principals from outside the organization",
    severity: "critical",
    resource: "endpoint",
    description: "Decides for which principals the endpoint policy leaves a way through, and shows one.",
    rationale: "Stolen credentials of a stranger's account can carry data out through the endpoint.",
    references: ["https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"],
    source: { file: "rules.yaml", line: 41 },
  }),
  card({
    id: "endpoint-single-zone",
    title: "Interface endpoint serves one Availability Zone",
    severity: "high",
    resource: "endpoint",
    rationale: "When the zone fails, so does every consumer in the others.",
    source: { file: "rules.yaml", line: 77 },
  }),
  card({
    id: "route-blackhole",
    title: "Route leads nowhere",
    severity: "low",
    resource: "route-table",
    source: { file: "rules.yaml", line: 99 },
  }),
  card({
    id: "team-tag",
    title: `Hostile rule title ${hostile.script}`,
    severity: "info",
    resource: "vpc",
    description: hostile.markdown,
    source: { file: "org/rules.yaml", line: 7 },
  }),
];

const counts = (part: Partial<VerdictCounts>): VerdictCounts => ({
  pass: 0,
  fail: 0,
  unknown: 0,
  "not-applicable": 0,
  error: 0,
  ...part,
});

const evidence = (part: Partial<Evidence>): Evidence => ({ facts: {}, exhibits: [], missing: [], ...part });

interface Place {
  account: string;
  region: string;
}

const resource = (type: string, id: string, place: Place, name = ""): Result["resource"] => ({
  type,
  id,
  arn: id === "*" ? "" : `arn:aws:ec2:${place.region}:${place.account}:${type}/${id}`,
  ...place,
  name,
  tags: name === "" ? {} : { Name: name },
});

const hubEast = { account: network, region: "us-east-1" };
const prodEast = { account: prod, region: "us-east-1" };
const sandboxEast = { account: sandbox, region: "us-east-1" };

const pathThroughNat: Evidence = evidence({
  facts: {
    "subnet.private": true,
    "subnet.workloads.count": 14,
    "subnet.paths.s3.ipv4.via": ["gateway-endpoint", "nat-gateway"],
  },
  exhibits: [
    {
      kind: "path",
      fact: "subnet.paths.s3.ipv4",
      title: "s3 over IPv4",
      pieces: [
        {
          ranges: ["52.216.0.0/15", "54.231.0.0/16", "3.5.0.0/19", "16.15.192.0/18"],
          via: "nat-gateway",
          hops: [
            { type: "subnet", id: "subnet-0a1b2c3d4e5f60718", name: "app-a", ...hubEast },
            {
              type: "route-table",
              id: "rtb-0f9e8d7c6b5a40312",
              name: "private-a",
              ...hubEast,
              route: "0.0.0.0/0 -> nat-0123456789abcdef0 (active), longest prefix that matches",
            },
            {
              type: "nat-gateway",
              id: "nat-0123456789abcdef0",
              name: "egress-a",
              ...hubEast,
              note: "public, available",
            },
            {
              type: "route-table",
              id: "rtb-0aa11bb22cc33dd44",
              name: "public",
              ...hubEast,
              route: "0.0.0.0/0 -> igw-0abc (active)",
            },
            { type: "internet-gateway", id: "igw-0abc1234def567890", ...hubEast },
          ],
        },
        {
          ranges: ["18.34.0.0/19"],
          via: "gateway-endpoint",
          note: "a more specific prefix list",
          hops: [
            { type: "subnet", id: "subnet-0a1b2c3d4e5f60718", name: "app-a", ...hubEast },
            {
              type: "route-table",
              id: "rtb-0f9e8d7c6b5a40312",
              name: "private-a",
              ...hubEast,
              route: "pl-63a5400a -> vpce-0aaaabbbbccccdddd",
            },
            { type: "gateway-endpoint", id: "vpce-0aaaabbbbccccdddd", ...hubEast },
          ],
        },
      ],
    },
  ],
});

const results: Result[] = [
  {
    ruleId: "s3-through-nat",
    verdict: "fail",
    resource: resource("subnet", "subnet-0a1b2c3d4e5f60718", hubEast, "app-a"),
    message: "subnet-0a1b2c3d4e5f60718 sends S3 traffic through nat-0123456789abcdef0",
    remediation: "Associate vpce-0aaaabbbbccccdddd with rtb-0f9e8d7c6b5a40312.",
    evidence: pathThroughNat,
    identity: ["ipv4"],
  },
  {
    ruleId: "endpoint-policy-admits-outside-principals",
    verdict: "fail",
    resource: resource("vpc-endpoint", "vpce-0aaaabbbbccccdddd", hubEast, "s3-gateway"),
    message: "vpce-0aaaabbbbccccdddd lets any principal call s3:PutObject on arn:aws:s3:::*",
    remediation: "Add a Deny statement with aws:PrincipalOrgID.",
    evidence: evidence({
      facts: { "endpoint.policy.admitsOutsidePrincipals": true },
      exhibits: [
        {
          kind: "statements",
          fact: "endpoint.policy",
          title: "Endpoint policy of vpce-0aaaabbbbccccdddd",
          verdict: "admits outside principals",
          statements: [
            { index: 0, sid: "AllowAll", effect: "Allow", why: "Principal * without a condition on the organization" },
            { index: 1, effect: "Deny", why: "only denies s3:DeleteBucket, so the witness passes it" },
          ],
          witness: "arn:aws:iam::555566667777:role/any calls s3:PutObject on arn:aws:s3:::any/key",
        },
      ],
    }),
    identity: [],
  },
  {
    ruleId: "endpoint-single-zone",
    verdict: "fail",
    resource: resource("vpc-endpoint", "vpce-0eeee111122223333", prodEast, "kms"),
    message: "vpce-0eeee111122223333 has an interface in use1-az1 only; consumers are in 3 zones",
    remediation: "Add a subnet in use1-az2 and use1-az4.",
    evidence: evidence({
      facts: { "endpoint.zones.count": 1 },
      exhibits: [
        {
          kind: "zones",
          fact: "endpoint.zones",
          title: "Availability Zones of vpce-0eeee111122223333",
          covered: ["use1-az1"],
          eligible: ["use1-az1", "use1-az2", "use1-az4", "use1-az6"],
          consumers: ["use1-az1", "use1-az2", "use1-az4"],
          missing: ["use1-az2", "use1-az4"],
        },
      ],
    }),
    identity: [],
  },
  {
    ruleId: "route-blackhole",
    verdict: "fail",
    resource: resource("route-table", "rtb-0bad", sandboxEast, hostile.terminal),
    message: `rtb-0bad (${hostile.bidi}) has a blackhole route ${hostile.markdown}`,
    remediation: "",
    evidence: evidence({ facts: { "routeTable.name": hostile.attribute } }),
    identity: ["10.0.0.0/8"],
  },
  {
    ruleId: "team-tag",
    verdict: "fail",
    resource: {
      ...resource("vpc", "vpc-0evil", sandboxEast, hostile.script),
      tags: { [hostile.attribute]: hostile.script },
    },
    message: `vpc-0evil is tagged ${hostile.script}${hostile.attribute}`,
    remediation: hostile.markdown,
    evidence: evidence({ facts: { "vpc.tags": { team: hostile.script }, "vpc.cidrs": ["10.0.0.0/16", null, 3] } }),
    identity: [],
  },
  {
    ruleId: "s3-through-nat",
    verdict: "unknown",
    resource: resource("subnet", "subnet-0ffee", prodEast, "api-b"),
    message: "it is not known how subnet-0ffee reaches S3",
    remediation: "",
    evidence: evidence({
      missing: [
        { ...prodEast, api: "DescribeNatGateways", reason: "denied: explicit deny in a service control policy" },
      ],
    }),
    identity: [],
  },
  {
    ruleId: "endpoint-single-zone",
    verdict: "unknown",
    resource: resource("vpc-endpoint", "*", { account: closed, region: "*" }),
    message: "the endpoints of analytics-prod could not be listed",
    remediation: "",
    evidence: evidence({
      missing: [{ account: closed, region: "*", api: "AssumeRole", reason: "denied: AccessDenied" }],
    }),
    identity: [],
  },
  {
    ruleId: "team-tag",
    verdict: "error",
    resource: resource("vpc", "vpc-0err", hubEast),
    message: "the rule could not be evaluated",
    remediation: "",
    evidence: evidence({ missing: [{ ...hubEast, api: "*", reason: "error: no such key: team" }] }),
    identity: [],
  },
];

export const judgement: Judgement = {
  rules,
  counts: {
    "s3-through-nat": counts({ pass: 1204, fail: 1, unknown: 1, "not-applicable": 310 }),
    "endpoint-policy-admits-outside-principals": counts({ pass: 17, fail: 1 }),
    "endpoint-single-zone": counts({ pass: 11, fail: 1, unknown: 1, "not-applicable": 8 }),
    "route-blackhole": counts({ pass: 212, fail: 1 }),
    "team-tag": counts({ fail: 1, error: 1 }),
  },
  results,
};
