import type { PolicyContext } from "../../../../src/policy/context.ts";
import { ourAccount, otherOfOurs, ourOrganization, outsider, s3 } from "../fixtures.ts";

/** Everything that a pool's policies can be made of, and everything that their requests can be made of. */
export interface Pool {
  name: string;
  namespace: string;
  contexts: readonly PolicyContext[];
  actions: readonly ActionRow[];
  actionPatterns: readonly string[];
  resourcePatterns: readonly string[];
  principals: readonly (string | Record<string, string | string[]>)[];
  conditions: readonly ConditionRow[];
  /** Values that a key can have which the caller, or the situation, fills; undefined: none. */
  situations: Readonly<Record<string, readonly (readonly string[] | undefined)[]>>;
  targets: TargetPieces;
}

export interface ActionRow {
  name: string;
  /** Kinds of resources that it is asked on; `none` takes none. */
  on: readonly string[];
  /** One that stands for actions that are not in the table. */
  isUnlisted?: true;
}

export interface ConditionRow {
  key: string;
  operators: readonly string[];
  values: readonly string[];
}

/** Pieces out of which names of resources are put together, up to so many in a row. */
export interface TargetPieces {
  kind: "bucket" | "account";
  /** What stands before the account, and between it and the name, in an ARN with an account. */
  prefixes: readonly string[];
  type: string;
  /** Last fields of ARNs whose place among the service's resources is not settled. */
  tails: readonly string[];
  names: readonly string[];
  keys: readonly string[];
}

export const partner = "333333333333";
const partnerOrganization = "o-partner0000";
const foreign = "o-foreign0000";
const unlistedOutsider = "444455556666";

const strings = ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"];
const anyCase = ["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"];
const arns = ["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"];
const bools = ["Bool"];
const numbers = [
  "NumericEquals",
  "NumericNotEquals",
  "NumericLessThan",
  "NumericLessThanEquals",
  "NumericGreaterThan",
  "NumericGreaterThanEquals",
];
const dates = [
  "DateEquals",
  "DateNotEquals",
  "DateLessThan",
  "DateLessThanEquals",
  "DateGreaterThan",
  "DateGreaterThanEquals",
];
const addresses = ["IpAddress", "NotIpAddress"];

const accountValues = [ourAccount, otherOfOurs, outsider, "1111*", `${ourAccount}*`, "*9", "*"];
const organizationValues = [ourOrganization, foreign, `${ourOrganization}*`, "o-ours*", "o-*"];
const pathValues = [
  `${ourOrganization}/*`,
  `${ourOrganization}*`,
  `${ourOrganization}/r-ab12/ou-ab12-11111111/*`,
  "*/r-ab12/*",
  `${foreign}/r-ab12/`,
];

const globalConditions: readonly ConditionRow[] = [
  { key: "aws:PrincipalOrgID", operators: [...strings, ...anyCase], values: organizationValues },
  { key: "aws:PrincipalOrgPaths", operators: strings, values: pathValues },
  { key: "aws:PrincipalAccount", operators: strings, values: [...accountValues, "${aws:ResourceAccount}"] },
  {
    key: "aws:PrincipalArn",
    operators: [...strings, ...arns],
    values: [
      `arn:aws:iam::${ourAccount}:role/*`,
      `arn:aws:iam::${ourAccount}:*`,
      "arn:aws:iam::*:role/app",
      "arn:aws:iam::*:user/*",
      `arn:aws:iam::${outsider}:role/app`,
    ],
  },
  { key: "aws:PrincipalArn", operators: ["StringLike", "StringNotLike"], values: [`*${ourAccount}*`, "*:role/adm?n"] },
  { key: "aws:PrincipalIsAWSService", operators: bools, values: ["true", "false"] },
  { key: "aws:PrincipalServiceName", operators: strings, values: ["config.amazonaws.com", "*.amazonaws.com"] },
  {
    key: "aws:PrincipalTag/team",
    operators: [...strings, ...anyCase],
    values: ["blue", "b*", "${aws:PrincipalAccount}"],
  },
  { key: "aws:MultiFactorAuthAge", operators: numbers, values: ["300", "3600"] },
  { key: "aws:TokenIssueTime", operators: dates, values: ["2025-01-01T00:00:00Z", "2026-06-01T12:00:00Z"] },
  {
    key: "aws:ResourceOrgID",
    operators: strings,
    values: [...organizationValues, "${aws:PrincipalOrgID}", "${aws:PrincipalOrgID, 'o-foreign0000'}"],
  },
  { key: "aws:ResourceOrgPaths", operators: strings, values: pathValues },
  { key: "aws:ResourceAccount", operators: strings, values: [...accountValues, "${aws:PrincipalAccount}"] },
  { key: "aws:SourceVpce", operators: strings, values: ["vpce-1", "vpce-2"] },
  { key: "aws:SourceIp", operators: addresses, values: ["10.0.0.0/8"] },
  { key: "aws:VpcSourceIp", operators: addresses, values: ["10.0.0.0/8", "10.1.0.0/16", "192.168.1.7"] },
  { key: "aws:SourceAccount", operators: strings, values: [ourAccount, outsider] },
  { key: "aws:SecureTransport", operators: bools, values: ["true", "false"] },
  { key: "aws:UserAgent", operators: [...strings, ...anyCase], values: ["curl", "c*l", "c${*}l", "*x*"] },
  { key: "aws:TagKeys", operators: strings, values: ["a", "b*"] },
  { key: "aws:Misspelt", operators: strings, values: ["x"] },
];

/** A text of a request may be what a pattern is: `*` and `?` are letters there. */
function subsets(texts: readonly string[]): string[][] {
  return Array.from({ length: 2 ** texts.length - 1 }, (_, at) =>
    texts.filter((_text, place) => ((at + 1) & (1 << place)) !== 0),
  );
}

const situations: Pool["situations"] = {
  "aws:principaltag/team": [
    undefined,
    ["blue"],
    ["BLUE"],
    ["brown"],
    ["green"],
    ...[ourAccount, otherOfOurs, outsider, partner, unlistedOutsider].map((account) => [account]),
    ["b1"],
    ["b*"],
    ["B*"],
    ["${aws:PrincipalAccount}"],
    ["${AWS:PRINCIPALACCOUNT}"],
  ],
  "aws:multifactorauthage": [undefined, ["0"], ["300"], ["301"], ["3600"], ["3601"]],
  "aws:tokenissuetime": [
    undefined,
    ["2024-12-31T00:00:00Z"],
    ["2025-01-01T00:00:00Z"],
    ["2025-06-01T00:00:00Z"],
    ["2026-06-01T12:00:00Z"],
    ["2026-06-01T12:00:01Z"],
  ],
  "aws:vpcsourceip": [["10.0.0.1"], ["10.1.0.1"], ["192.168.1.7"], ["192.168.1.8"]],
  "aws:securetransport": [["true"], ["false"]],
  "aws:useragent": [
    undefined,
    ["curl"],
    ["CURL"],
    ["call"],
    ["cxl"],
    ["x"],
    ["wget"],
    ["c*l"],
    ["C*L"],
    ["c${*}l"],
    ["C${*}L"],
    ["c${x}l"],
    ["*x*"],
    ["*X*"],
  ],
  "aws:tagkeys": [undefined, ...subsets(["a", "b1", "b*", "c"])],
};

const principals: Pool["principals"] = [
  "*",
  "*",
  "*",
  { AWS: "*" },
  { AWS: ourAccount },
  { AWS: [`arn:aws:iam::${ourAccount}:root`, otherOfOurs] },
  { AWS: outsider },
  { AWS: [ourAccount, `arn:aws:iam::${outsider}:role/app`] },
  { AWS: `arn:aws:iam::${ourAccount}:role/app` },
  { AWS: `arn:aws:sts::${ourAccount}:assumed-role/app/one` },
  { AWS: `arn:aws:sts::${outsider}:assumed-role/app/one` },
  { Service: "config.amazonaws.com" },
  { AWS: ourAccount, Service: "config.amazonaws.com" },
];

const complete: PolicyContext = { ...s3, endpointId: "vpce-1", vpcId: "vpc-1", endpointAccount: ourAccount };
const trusting: PolicyContext = {
  ...complete,
  trustedAccounts: [partner],
  trustedOrganizations: [partnerOrganization, foreign],
};
const { organizationId: _known, ...nameless } = complete;
const contexts = [complete, complete, complete, complete, trusting, nameless, { ...complete, accountsComplete: false }];

/** For each pattern of the pool that has room for more than the table. */
function unlisted(namespace: string, names: readonly string[], on: readonly string[]): ActionRow[] {
  return names.map((name) => ({ name: `${namespace}:${name}`, on, isUnlisted: true }));
}

export const s3Pool: Pool = {
  name: "S3 gateway",
  namespace: "s3",
  contexts: [
    ...contexts,
    { ...complete, ownedBuckets: ["data"], externalBuckets: ["base"] },
    { ...complete, exemptResources: ["arn:aws:s3:::data/*"] },
  ],
  actions: [
    { name: "s3:GetObject", on: ["object", "other"] },
    { name: "s3:PutObject", on: ["object", "other"] },
    { name: "s3:ListBucket", on: ["bucket", "other"] },
    { name: "s3:ListAllMyBuckets", on: ["none"] },
    { name: "s3:ListMultipartUploadParts", on: ["object", "other"] },
    { name: "s3:GetAccountPublicAccessBlock", on: ["none"] },
    { name: "s3:PutAccountPublicAccessBlock", on: ["none"] },
    { name: "s3:GetBucketLocation", on: ["bucket"] },
    { name: "s3:PutBucketPolicy", on: ["bucket"] },
    ...unlisted("s3", ["AnyAction", "GetAnything", "PutAnything", "ListAnything"], ["object", "bucket", "other"]),
  ],
  actionPatterns: [
    "*",
    "*",
    "s3:*",
    "S3:Get*",
    "s3:GetObject",
    "s3:PutObject",
    "s3:ListBucket",
    "s3:List*",
    "*:Put*",
    "dynamodb:*",
  ],
  resourcePatterns: [
    "*",
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::data",
    "arn:aws:s3:::data/*",
    "arn:aws:s3:::data*",
    "arn:aws:s3:::*base/*",
    "arn:aws:s3:::logs-?/k",
    "arn:aws:s3:::${aws:PrincipalAccount}-data/*",
    "arn:aws:s3:::*/home/*",
    "arn:aws:s3:::data/${aws:PrincipalAccount}/*",
    `arn:aws:dynamodb:*:${ourAccount}:table/*`,
  ],
  principals,
  conditions: [
    ...globalConditions,
    { key: "s3:ResourceAccount", operators: strings, values: accountValues },
    { key: "s3:prefix", operators: strings, values: ["home/", "h*"] },
    { key: "s3:max-keys", operators: numbers, values: ["10", "100"] },
    { key: "aws:VpceOrgID", operators: strings, values: [ourOrganization, foreign] },
    { key: "aws:VpceAccount", operators: strings, values: [ourAccount, outsider] },
    { key: "dynamodb:Select", operators: strings, values: ["COUNT"] },
  ],
  situations: {
    ...situations,
    "s3:prefix": [undefined, ["home/"], ["hx"], ["h*"], ["x"]],
    "s3:max-keys": [undefined, ["1"], ["10"], ["50"], ["100"], ["200"]],
  },
  targets: {
    kind: "bucket",
    prefixes: [],
    type: "",
    tails: [],
    names: [
      "data",
      "base",
      "anonymous",
      "logs",
      "a",
      "x1",
      "-",
      ourAccount,
      otherOfOurs,
      outsider,
      partner,
      unlistedOutsider,
    ],
    keys: ["k", "home/", "base/", "/", "${aws:PrincipalAccount}/"],
  },
};

const withService = (service: string): PolicyContext[] => contexts.map((one) => ({ ...one, service }));

export const dynamodbPool: Pool = {
  name: "DynamoDB gateway",
  namespace: "dynamodb",
  contexts: withService("dynamodb"),
  actions: [
    { name: "dynamodb:GetItem", on: ["resource"] },
    { name: "dynamodb:PutItem", on: ["resource"] },
    { name: "dynamodb:ListTables", on: ["none"] },
    { name: "dynamodb:GetAbacStatus", on: ["none"] },
    { name: "dynamodb:GetRecords", on: ["resource"] },
    { name: "dynamodb:ListTagsOfResource", on: ["resource"] },
    ...unlisted("dynamodb", ["AnyAction", "GetAnything", "PutAnything", "ListAnything"], ["resource"]),
  ],
  actionPatterns: [
    "*",
    "*",
    "dynamodb:*",
    "dynamodb:Get*",
    "dynamodb:GetItem",
    "DYNAMODB:putitem",
    "dynamodb:List*",
    "*:Put*",
    "s3:*",
  ],
  resourcePatterns: [
    "*",
    "*",
    `arn:aws:dynamodb:*:${ourAccount}:table/*`,
    `arn:aws:dynamodb:*:${ourAccount}:*`,
    "arn:aws:dynamodb:*:*:table/orders",
    "arn:aws:dynamodb:us-east-1:*:table/ord*",
    `arn:aws:dynamodb:us-east-1:${outsider}:table/orders`,
    "arn:aws:dynamodb:*:*:table/${aws:PrincipalAccount}-*",
    "arn:aws:dynamodb:*:1111*:table/*",
    "arn:aws:dynamodb:*:*:table/*s",
    "arn:aws:s3:::*",
  ],
  principals,
  conditions: [...globalConditions, { key: "s3:ResourceAccount", operators: strings, values: accountValues }],
  situations,
  targets: {
    kind: "account",
    prefixes: ["arn:aws:dynamodb:us-east-1:", "arn:aws:dynamodb:eu-west-1:"],
    type: "table/",
    // No table is named like the second, which is what a 2008-10-17 policy has in mind.
    tails: ["other/thing", "table/${aws:PrincipalAccount}-x"],
    names: [
      "orders",
      "ord",
      "anonymous",
      "users",
      "xyz",
      "-",
      ourAccount,
      otherOfOurs,
      outsider,
      partner,
      unlistedOutsider,
    ],
    keys: [],
  },
};

export const ecrPool: Pool = {
  name: "ECR interface",
  namespace: "ecr",
  contexts: withService("ecr.api"),
  actions: [
    { name: "ecr:BatchGetImage", on: ["resource"] },
    { name: "ecr:PutImage", on: ["resource"] },
    { name: "ecr:GetAuthorizationToken", on: ["none"] },
    { name: "ecr:GetDownloadUrlForLayer", on: ["resource"] },
    { name: "ecr:BatchDeleteImage", on: ["resource"] },
    ...unlisted("ecr", ["AnyAction", "GetAnything", "BatchAnything"], ["resource"]),
  ],
  actionPatterns: [
    "*",
    "*",
    "ecr:*",
    "ecr:Batch*",
    "ecr:BatchGetImage",
    "ecr:PutImage",
    "ecr:Get*",
    "ECR:getauthorizationtoken",
    "s3:*",
  ],
  resourcePatterns: [
    "*",
    "*",
    `arn:aws:ecr:*:${ourAccount}:repository/*`,
    "arn:aws:ecr:*:*:repository/team-?/*",
    "arn:aws:ecr:us-east-1:*:repository/*",
    `arn:aws:ecr:us-east-1:${outsider}:repository/app`,
    "arn:aws:ecr:*:*:repository/${aws:PrincipalAccount}/*",
  ],
  principals,
  conditions: [
    ...globalConditions,
    { key: "aws:VpceOrgID", operators: strings, values: [ourOrganization, foreign] },
    { key: "aws:VpceAccount", operators: strings, values: [ourAccount, outsider] },
    { key: "aws:ViaAWSService", operators: bools, values: ["true", "false"] },
  ],
  situations: { ...situations, "aws:viaawsservice": [["true"], ["false"]] },
  targets: {
    kind: "account",
    prefixes: ["arn:aws:ecr:us-east-1:", "arn:aws:ecr:eu-west-1:"],
    type: "repository/",
    tails: ["other/thing", "repository/${aws:PrincipalAccount}/x"],
    names: ["team-a", "app", "anonymous", "xy", "/", ourAccount, otherOfOurs, outsider, partner, unlistedOutsider],
    keys: [],
  },
};

export const pools: readonly Pool[] = [s3Pool, dynamodbPool, ecrPool];
