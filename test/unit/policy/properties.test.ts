import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PolicyContext } from "../../../src/policy/context.ts";
import { decidePolicy } from "../../../src/policy/decide.ts";
import { createEvaluator } from "../../../src/policy/evaluate.ts";
import { isParseFailure, parsePolicy } from "../../../src/policy/parse.ts";
import { describeWitness } from "../../../src/policy/request.ts";
import type { Request, RequestPrincipal, RequestedResource } from "../../../src/policy/request.ts";
import {
  answered,
  deny,
  dynamodb,
  otherOfOurs,
  ourAccount,
  ourOrganization,
  outsider,
  policy,
  s3,
} from "./fixtures.ts";
import type { StatementJson } from "./fixtures.ts";

const partner = "333333333333";
const foreign = "o-foreign0000";
const longer = `${ourOrganization}77`;

/** A universe of requests that is small, and built by hand: nothing of the decision is in it. */
function requestsTo(context: PolicyContext): Request[] {
  const isS3 = context.service === "s3";
  const organizations = [undefined, foreign, longer].map((id) =>
    id === undefined ? {} : { organization: { id, path: `${id}/r-ab12/` } },
  );
  const ours = { organization: { id: ourOrganization, path: `${ourOrganization}/r-ab12/ou-ab12-11111111/` } };
  const memberships = [
    { account: ourAccount, ...ours },
    { account: otherOfOurs, ...ours },
    ...[outsider, partner, "111199999999"].flatMap((account) => organizations.map((one) => ({ account, ...one }))),
  ];
  const principals: RequestPrincipal[] = [
    { kind: "anonymous" },
    { kind: "service", name: "config.amazonaws.com" },
    ...memberships.flatMap((one) =>
      ["role/app", `role/${ourAccount}`].map((tail): RequestPrincipal => ({
        kind: "iam",
        ...one,
        arn: `arn:aws:iam::${one.account}:${tail}`,
      })),
    ),
  ];
  const arns = isS3 ? ["arn:aws:s3:::data/key", "arn:aws:s3:::database/key"] : [];
  const resources: RequestedResource[] = [
    ...arns.flatMap((arn) => memberships.map((owner) => ({ arn, owner }))),
    ...memberships.map((owner) => ({
      arn: isS3 ? "arn:aws:s3:::zoo/key" : `arn:aws:dynamodb:us-east-1:${owner.account}:table/orders`,
      owner,
    })),
  ];
  const actions = isS3 ? ["s3:GetObject", "s3:PutObject"] : ["dynamodb:GetItem", "dynamodb:PutItem"];
  const keys = [
    [],
    [{ key: "aws:securetransport", values: ["true"] }],
    [{ key: "aws:principaltag/team", values: ["blue"] }],
  ];
  return principals.flatMap((principal) =>
    resources.flatMap((resource) =>
      actions.flatMap((action) =>
        (principal.kind === "anonymous" ? keys.slice(0, 2) : keys).map((some) => ({
          principal,
          resource,
          action,
          keys: some,
        })),
      ),
    ),
  );
}

const universes = new Map([s3, dynamodb].map((context) => [context, requestsTo(context)]));

const isOutsideAccount = (account: string): boolean => account !== ourAccount && account !== otherOfOurs;
const byOutsider = ({ principal }: Request): boolean =>
  principal.kind === "anonymous" || (principal.kind === "iam" && isOutsideAccount(principal.account));
const onOutsideResource = ({ principal, resource }: Request): boolean =>
  principal.kind !== "service" && resource.owner !== undefined && isOutsideAccount(resource.owner.account);

const oneOrMore = (...values: string[]): fc.Arbitrary<string | string[]> =>
  fc.oneof(fc.constantFrom(...values), fc.subarray(values, { minLength: 1, maxLength: Math.min(3, values.length) }));

const accounts = [ourAccount, otherOfOurs, outsider, "1111*", `${ourAccount}*`, "*"];
const organizations = [ourOrganization, `${ourOrganization}*`, foreign, "o-*"];
const conditionKeys: [string, string[]][] = [
  ["aws:PrincipalOrgID", organizations],
  ["aws:PrincipalOrgPaths", organizations.map((id) => `${id}/*`).concat(`${ourOrganization}*`, "*/r-ab12/*")],
  ["aws:PrincipalAccount", accounts],
  [
    "aws:PrincipalArn",
    [
      `arn:aws:iam::${ourAccount}:role/*`,
      `*${ourAccount}*`,
      "arn:aws:iam::*:role/app",
      `arn:aws:iam::${outsider}:role/app`,
    ],
  ],
  ["aws:ResourceOrgID", organizations],
  ["aws:ResourceAccount", [...accounts, "${aws:PrincipalAccount}"]],
  ["s3:ResourceAccount", accounts],
  ["aws:PrincipalIsAWSService", ["true", "false"]],
  ["aws:SecureTransport", ["true", "false"]],
  ["aws:PrincipalTag/team", ["blue", "b*"]],
  ["aws:SourceIp", ["10.0.0.0/8"]],
  ["aws:SourceVpce", ["vpce-1"]],
  ["aws:SourceAccount", accounts],
  ["aws:Misspelt", ["x"]],
];
const operators = [
  "StringEquals",
  "StringNotEquals",
  "StringLike",
  "StringNotLike",
  "ArnLike",
  "ArnNotLike",
  "Bool",
].flatMap((operator) => [
  operator,
  operator,
  `${operator}IfExists`,
  `ForAnyValue:${operator}`,
  `ForAllValues:${operator}`,
]);

const conditionBlock = fc.constantFrom(...conditionKeys).chain(([key, values]) =>
  fc.oneof(
    fc
      .record({ operator: fc.constantFrom(...operators), values: oneOrMore(...values) })
      .map((one) => ({ [one.operator]: { [key]: one.values } })),
    fc.constantFrom("true", "false").map((value) => ({ Null: { [key]: value } })),
  ),
);
const condition = fc.array(conditionBlock, { maxLength: 2 }).map((blocks) => Object.assign({}, ...blocks) as object);

const principalElement = fc.oneof(
  { weight: 4, arbitrary: fc.constant<unknown>("*") },
  fc.constant({ AWS: "*" }),
  oneOrMore(
    ourAccount,
    `arn:aws:iam::${ourAccount}:root`,
    outsider,
    `arn:aws:iam::${outsider}:role/app`,
    `arn:aws:iam::${ourAccount}:role/app`,
    "AIDACKCEVSQ6C2EXAMPLE",
  ).map((AWS) => ({ AWS })),
  fc.constant({ Service: "config.amazonaws.com" }),
);
const action = oneOrMore(
  "*",
  "s3:*",
  "dynamodb:*",
  "s3:Get*",
  "s3:GetObject",
  "s3:PutObject",
  "dynamodb:GetItem",
  "*:Put*",
);
const resource = oneOrMore(
  "*",
  "arn:aws:s3:::data/*",
  "arn:aws:s3:::data*",
  "arn:aws:s3:::*",
  `arn:aws:dynamodb:*:${ourAccount}:table/*`,
  "arn:aws:dynamodb:*:*:table/orders",
  `arn:aws:dynamodb:us-east-1:${outsider}:table/orders`,
);

const element = (name: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<object> =>
  fc.tuple(fc.constantFrom(name, name, name, `Not${name}`), value).map(([key, of]) => ({ [key]: of }));

const statement: fc.Arbitrary<StatementJson> = fc
  .tuple(
    fc.constantFrom("Allow", "Allow", "Deny"),
    element("Principal", principalElement),
    element("Action", action),
    element("Resource", resource),
    condition,
  )
  .map(([Effect, ...elements]) => {
    const [Principal, Action, Resource, Condition] = elements;
    return {
      Effect,
      ...Principal,
      ...Action,
      ...Resource,
      ...(Object.keys(Condition).length === 0 ? {} : { Condition }),
    };
  });
const statements = fc.array(statement, { minLength: 1, maxLength: 4 });
const context = fc.constantFrom(s3, dynamodb);

function answersOf(list: readonly StatementJson[], where: PolicyContext): Record<string, string> {
  const decision = decidePolicy(policy(...list), where);
  return {
    verdict: decision.verdict,
    principals: answered(decision.admitsOutsidePrincipals),
    resources: answered(decision.admitsOutsideResources),
    full: answered(decision.fullAccess),
    nothing: answered(decision.deniesEverything),
  };
}

const runs = { numRuns: Number(process.env["PROPERTY_RUNS"] ?? 400) };

function contradictions(list: readonly StatementJson[], where: PolicyContext): string[] {
  const text = policy(...list);
  const document = parsePolicy(text);
  if (isParseFailure(document)) return [document.message];
  const evaluate = createEvaluator(document, where);
  const decision = decidePolicy(text, where);
  const { principalWitness: caller, resourceWitness: resource } = decision;
  const found = [
    (decision.admitsOutsidePrincipals === true) === (caller !== undefined)
      ? ""
      : "outside callers: a yes has a witness, and only a yes",
    (decision.admitsOutsideResources === true) === (resource !== undefined) ? "" : "outside resources: likewise",
    caller === undefined || (evaluate(caller) === "yes" && byOutsider(caller)) ? "" : "the caller's witness is none",
    resource === undefined || (evaluate(resource) === "yes" && onOutsideResource(resource))
      ? ""
      : "the resource's witness is none",
  ];
  for (const request of universes.get(where) ?? []) {
    const admitted = evaluate(request);
    if (admitted === "no" && decision.fullAccess === true)
      found.push(`full access, but ${describeWitness(request)} is refused`);
    if (admitted !== "yes") continue;
    const denied = [
      decision.deniesEverything === true,
      byOutsider(request) && decision.admitsOutsidePrincipals === false,
      onOutsideResource(request) && decision.admitsOutsideResources === false,
    ];
    if (denied.includes(true)) found.push(`${decision.verdict}, but ${describeWitness(request)} is admitted`);
  }
  return found.filter((text) => text !== "");
}

describe("soundness, against the evaluator over a universe of its own", () => {
  test("no answer is contradicted by a concrete request, and every yes shows one", () => {
    fc.assert(
      fc.property(statements, context, (list, where) => {
        expect(contradictions(list, where)).toEqual([]);
      }),
      runs,
    );
  }, 120_000);
});

describe("what must not change an answer", () => {
  test("the order of statements and of values", () => {
    fc.assert(
      fc.property(statements, context, (list, where) => {
        expect(answersOf(list.toReversed().map(reverseLists), where)).toEqual(answersOf(list, where));
      }),
      runs,
    );
  }, 60_000);

  test("the order of keys, in statements, operators and conditions", () => {
    fc.assert(
      fc.property(statements, context, (list, where) => {
        expect(answersOf(list.map(reverseKeys), where)).toEqual(answersOf(list, where));
      }),
      runs,
    );
  }, 60_000);

  test("which account it is: another of the same standing in its place changes nothing but ids", () => {
    fc.assert(
      fc.property(statements, context, (list, where) => {
        const renamed = JSON.parse(JSON.stringify(list).replaceAll(outsider, "999999999998")) as StatementJson[];
        expect(answersOf(renamed, where)).toEqual(answersOf(list, where));
        const ours = JSON.parse(JSON.stringify(list).replaceAll(ourAccount, "111111111112")) as StatementJson[];
        const theirs = { ...where, accounts: ["111111111112", otherOfOurs] };
        expect(answersOf(ours, theirs)).toEqual(answersOf(list, where));
      }),
      runs,
    );
  }, 60_000);

  test("a single value in a list", () => {
    fc.assert(
      fc.property(statements, context, (list, where) => {
        expect(answersOf(list.map(listSingles), where)).toEqual(answersOf(list, where));
      }),
      runs,
    );
  }, 60_000);

  test("the letter case of actions and of condition keys", () => {
    fc.assert(
      fc.property(statements, context, (list, where) => {
        expect(answersOf(list.map(shout), where)).toEqual(answersOf(list, where));
      }),
      runs,
    );
  }, 60_000);

  test("a statement said twice", () => {
    fc.assert(
      fc.property(statements, context, (list, where) => {
        expect(answersOf([...list, ...list], where)).toEqual(answersOf(list, where));
      }),
      runs,
    );
  }, 60_000);
});

/** The questions whose answers went from the first to the second of a pair. */
function moved(
  before: Record<string, string>,
  after: Record<string, string>,
  pairs: Record<string, [string, string]>,
): string[] {
  return Object.entries(pairs).flatMap(([name, [from, to]]) =>
    before[name] === from && after[name] === to ? [name] : [],
  );
}

describe("what can change an answer one way only", () => {
  test("one more Allow never turns a yes about outsiders into a no", () => {
    fc.assert(
      fc.property(statements, statement, context, (list, extra, where) => {
        const after = answersOf([...list, { ...extra, Effect: "Allow" }], where);
        const down: [string, string] = ["yes", "no"];
        const pairs = { principals: down, resources: down, full: down, nothing: ["no", "yes"] as [string, string] };
        expect(moved(answersOf(list, where), after, pairs)).toEqual([]);
      }),
      runs,
    );
  }, 60_000);

  test("one more Deny never turns a no about outsiders into a yes", () => {
    fc.assert(
      fc.property(statements, statement, context, (list, extra, where) => {
        const after = answersOf([...list, { ...extra, Effect: "Deny" }], where);
        const up: [string, string] = ["no", "yes"];
        const pairs = { principals: up, resources: up, full: up, nothing: ["yes", "no"] as [string, string] };
        expect(moved(answersOf(list, where), after, pairs)).toEqual([]);
        expect(answersOf([...list, deny()], where)["verdict"]).toBe("deny-all");
      }),
      runs,
    );
  }, 60_000);

  test("not knowing all our accounts, nor our organization, never turns an answer into its opposite", () => {
    fc.assert(
      fc.property(statements, context, (list, where) => {
        const { organizationId: _dropped, ...nameless } = { ...where, accountsComplete: false };
        const [known, unknowing] = [answersOf(list, where), answersOf(list, nameless)];
        const up: [string, string] = ["no", "yes"];
        const down: [string, string] = ["yes", "no"];
        expect(moved(known, unknowing, { principals: up, resources: up })).toEqual([]);
        expect(moved(known, unknowing, { principals: down, resources: down })).toEqual([]);
      }),
      runs,
    );
  }, 60_000);
});

test("any text at all gets a decision, never an exception", () => {
  const jsonLike = fc.string({ unit: fc.constantFrom(...Array.from('{}[]":,\\u0de ntrfalse-12*?$')), maxLength: 60 });
  fc.assert(
    fc.property(fc.oneof(jsonLike, fc.json(), fc.string()), (text) => {
      expect(decidePolicy(text, s3).verdict).toBeTypeOf("string");
    }),
    { numRuns: 3000 },
  );
});

type Json = unknown;

function mapJson(value: Json, change: (value: Json) => Json): Json {
  if (Array.isArray(value)) return change(value.map((item) => mapJson(item, change)));
  if (typeof value !== "object" || value === null) return change(value);
  return change(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapJson(item, change)])));
}

function reverseLists(one: StatementJson): StatementJson {
  return mapJson(one, (value) => (Array.isArray(value) ? value.toReversed() : value)) as StatementJson;
}

function reverseKeys(one: StatementJson): StatementJson {
  return mapJson(one, (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toReversed())
      : value,
  ) as StatementJson;
}

function listSingles(one: StatementJson): StatementJson {
  const { Effect, Principal, NotPrincipal, ...rest } = one;
  const listed = mapJson(rest, (value) => {
    if (Array.isArray(value)) return value.flat();
    return typeof value === "object" && value !== null ? value : [value];
  }) as StatementJson;
  return { Effect, ...(Principal === undefined ? { NotPrincipal } : { Principal }), ...listed };
}

function shout(one: StatementJson): StatementJson {
  const upper = (value: Json): Json => mapJson(value, (text) => (typeof text === "string" ? text.toUpperCase() : text));
  const loud = { ...one };
  for (const name of ["Action", "NotAction"]) if (name in loud) loud[name] = upper(loud[name]);
  if (typeof loud["Condition"] !== "object" || loud["Condition"] === null) return loud;
  const blocks = Object.entries(loud["Condition"] as Record<string, Record<string, Json>>);
  loud["Condition"] = Object.fromEntries(
    blocks.map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, value]) => [key.toUpperCase(), value])),
    ]),
  );
  return loud;
}
