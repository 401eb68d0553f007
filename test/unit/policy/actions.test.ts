import { describe, expect, test } from "vitest";
import type { ActionClass } from "../../../src/policy/action-classes.ts";
import type { PolicyContext } from "../../../src/policy/context.ts";
import { documentedActions } from "../../../src/policy/documented-actions.ts";
import { knowledgeOf } from "../../../src/policy/knowledge.ts";
import { serviceOf } from "../../../src/policy/services.ts";
import { buildSpace } from "../../../src/policy/space.ts";
import { allow, decide, deny, dynamodb, s3, when, documentOf } from "./fixtures.ts";
import type { StatementJson } from "./fixtures.ts";
import { asRegExp } from "./globs.ts";

function classesOf(statements: StatementJson[], context: PolicyContext): readonly ActionClass[] {
  const document = documentOf(...statements);
  return buildSpace(document, context, new Map()).actions;
}

/** What each statement says of an action, by its patterns, one by one. */
function truthsOf(action: string, statements: StatementJson[]): string[] {
  return statements.map(({ Action, NotAction }) => {
    const matches = [Action ?? NotAction].flat().some((pattern) => asRegExp(String(pattern), "i").test(action));
    return matches === (NotAction === undefined) ? "yes" : "no";
  });
}

describe("the actions that IAM documents, in classes that a policy cannot tell apart", () => {
  const versioned = when("StringEquals", "s3:VersionId", "one");
  const attributes = when("ForAllValues:StringEquals", "dynamodb:Attributes", ["name"]);

  test.each<[string, PolicyContext, StatementJson[], string[]]>([
    ["every action", s3, [allow()], []],
    ["every action of the service", s3, [allow({ Action: "S3:*" })], []],
    ["no action of it", s3, [allow({ Action: "sqs:*" })], []],
    ["one action", dynamodb, [allow({ Action: "dynamodb:GetItem" })], []],
    [
      "wildcards, and a name in other letters",
      s3,
      [allow({ Action: ["s3:Get*", "S3:PUTOBJECT", "s3:?istBucket"] })],
      [],
    ],
    ["all but some", s3, [allow({ NotAction: ["s3:Delete*", "s3:PutBucketPolicy"] })], []],
    ["all but all", dynamodb, [allow({ NotAction: "*" })], []],
    ["a Deny over an Allow", s3, [allow({ Action: "s3:*Object*" }), deny({ Action: "s3:Put*" })], []],
    ["a key that some actions hold", s3, [allow({ Action: "s3:Get*", ...versioned })], ["s3:versionid"]],
    ["a key of which IAM tells nothing", s3, [allow(when("Bool", "aws:SecureTransport", "true"))], []],
    [
      "a key of several values",
      dynamodb,
      [deny({ NotAction: "dynamodb:*Item", ...attributes })],
      ["dynamodb:attributes"],
    ],
    [
      "the author's part of a tag key",
      s3,
      [allow(when("StringEquals", "s3:ExistingObjectTag/team", "a"))],
      ["s3:existingobjecttag/team"],
    ],
  ])("%s", (_name, context, statements, askedKeys) => {
    const service = serviceOf(context.service);
    const classes = classesOf(statements, context).filter(({ documented }) => documented.length > 0);
    const { actions, places } = documentedActions(service);
    const known = new Map(knowledgeOf(service.namespace)?.actions.map((action) => [action.name, action]));

    expect(classes.flatMap(({ documented }) => documented).toSorted()).toEqual([...known.keys()].toSorted());
    for (const { name, documented, kinds, lackedKeys, truths, doubt } of classes) {
      expect(name).toBe(documented[0]);
      expect(doubt).toBeUndefined();
      for (const each of documented) {
        expect(truths).toEqual(truthsOf(each, statements));
        expect(kinds).toEqual(actions[places.get(each.toLowerCase()) ?? -1]?.kinds);
        const held = known.get(each)?.keys ?? [];
        expect([...lackedKeys]).toEqual(askedKeys.filter((key) => !held.includes(key.split("/")[0] ?? "")));
      }
    }
    const signatures = classes.map(({ kinds, lackedKeys, truths }) => [truths, [...kinds], [...lackedKeys]].join("|"));
    expect(new Set(signatures).size).toBe(classes.length);
    // The plainest of a class stands for it.
    const ranks = classes.map(({ documented }) => documented.map((each) => places.get(each.toLowerCase()) ?? -1));
    for (const rank of ranks) expect(rank).toEqual(rank.toSorted((a, b) => a - b));
  });
});

describe("actions that IAM does not document: services gain some every week", () => {
  const unknown: PolicyContext = { ...s3, service: "no-such.api" };
  const shown = (statements: StatementJson[], context: PolicyContext): string[] =>
    classesOf(statements, context)
      .filter(({ documented }) => documented.length === 0)
      .map(({ name, kinds, truths, doubt, lackedKeys }) => {
        expect(lackedKeys.size).toBe(0);
        return `${truths.join(" ")}: ${name} on ${[...kinds].join(", ")}${doubt === undefined ? "" : `: ${doubt}`}`;
      });
  const doubt = (namespace: string): string =>
    `whether requests with actions of ${namespace} pass this endpoint is not known`;

  test.each<[string, PolicyContext, StatementJson[], string[]]>([
    ["are admitted with all", dynamodb, [allow()], ["yes: dynamodb:anyaction on account"]],
    [
      "are told by their beginning",
      dynamodb,
      [allow({ Action: "dynamodb:Get*" })],
      ["no: dynamodb:anyaction on account", "yes: dynamodb:get on account"],
    ],
    [
      "are named, in the policy's own letters",
      dynamodb,
      [allow({ Action: "DynamoDB:FoldTables" })],
      ["yes: DynamoDB:FoldTables on account", "no: dynamodb:anyaction on account"],
    ],
    [
      "are none that IAM documents",
      dynamodb,
      [allow({ Action: ["dynamodb:GetItem", "dynamodb:GetIte*"] })],
      ["no: dynamodb:anyaction on account", "yes: dynamodb:getite on account"],
    ],
    [
      "are those that NotAction leaves",
      dynamodb,
      [allow({ NotAction: "dynamodb:Fold*" })],
      ["yes: dynamodb:anyaction on account", "no: dynamodb:fold on account"],
    ],
    [
      "are on what their name says, of each kind one",
      s3,
      [allow({ Action: ["s3:ListBucketNew*", "s3:GetObjectNew*"] })],
      [
        "no: s3:anyaction on object, bucket, account",
        "yes: s3:getobjectnew on object",
        "yes: s3:listbucketnew on bucket",
      ],
    ],
    [
      "are all that there are of a service that nobody documents",
      unknown,
      [allow()],
      ["yes: no-such:anyaction on account"],
    ],
    [
      "may go by another prefix of such a service",
      unknown,
      [allow({ Action: ["Other:Get", "no-such:Get", "other:Put"] })],
      [
        "yes: no-such:Get on account",
        "no: no-such:anyaction on account",
        `yes: Other:Get on account: ${doubt("other")}`,
        `no: other:anyaction on account: ${doubt("other")}`,
      ],
    ],
  ])("%s", (_name, context, statements, expected) => {
    expect(shown(statements, context)).toEqual(expected);
  });

  test("those of one list are on objects as well as on buckets, so neither is forgotten", () => {
    const named = { Action: ["s3:ListBucketNew*", "s3:GetObjectNew*"] };
    const admitted = (Resource: string) => decide(allow({ ...named, Resource })).resourceWitness?.action;
    expect(admitted("arn:aws:s3:::*/key")).toBe("s3:getobjectnew");
    expect(admitted("arn:aws:s3:::buck?")).toBe("s3:listbucketnew");
  });
});
