import { describe, expect, test } from "vitest";
import { describeWitness } from "../../../src/policy/request.ts";
import type { RequestPrincipal, RequestedResource } from "../../../src/policy/request.ts";
import {
  allow,
  decide,
  deny,
  dynamodb,
  otherOfOurs,
  ourAccount,
  ourOrganization,
  outsider,
  reasons,
  s3,
  when,
} from "./fixtures.ts";
import type { StatementJson } from "./fixtures.ts";
import { anonymous, member, request, standalone } from "./requests.ts";

const ourCallers = when("StringEquals", "aws:PrincipalOrgID", ourOrganization);
const ourTables = `arn:aws:dynamodb:*:${ourAccount}:table/*`;
const outsideCallers = (why: string) => `outside callers: ${why}`;
const outsideResources = (why: string) => `outside resources: ${why}`;
const bothSides = (why: string) => `${outsideCallers(why)}; ${outsideResources(why)}`;

describe("what each statement did to the answers about outsiders", () => {
  const explained = (statements: StatementJson | StatementJson[], context = s3): [number, string][] =>
    decide(statements, context).statements.map(({ index, why }) => [index, why]);

  test.each<[string, StatementJson[], [number, string][]]>([
    [
      "an Allow of another service",
      [allow({ Action: "sqs:*" })],
      [[0, bothSides("it names no action of this service")]],
    ],
    [
      "an Allow of what never is",
      [allow(when("IpAddress", "aws:SourceIp", "1.1.1.1"))],
      [[0, bothSides("its conditions hold for no request")]],
    ],
    ["Denies of everything, and of what never is", [deny(), deny(when("IpAddress", "aws:SourceIp", "1.1.1.1"))], []],
    [
      "an Allow of ours by several conditions",
      [
        allow({
          Condition: {
            StringEquals: {
              "aws:PrincipalOrgID": ourOrganization,
              "aws:PrincipalAccount": [ourAccount, otherOfOurs],
              "aws:ResourceAccount": ourAccount,
              "aws:UserAgent": "a",
            },
          },
        }),
      ],
      [
        [
          0,
          `${outsideCallers("bounded by StringEquals on aws:PrincipalOrgID, StringEquals on aws:PrincipalAccount")}; ${outsideResources("bounded by StringEquals on aws:ResourceAccount")}`,
        ],
      ],
    ],
    [
      "an Allow of AWS services",
      [allow({ Principal: { Service: "logs.amazonaws.com" } })],
      [[0, outsideCallers("bounded by its Principal element")]],
    ],
    [
      "an Allow of nobody",
      [allow({ NotPrincipal: "*" })],
      [[0, outsideCallers("bounded by its NotPrincipal element")]],
    ],
    [
      "an Allow of our tables",
      [allow({ ...ourCallers, Resource: ourTables })],
      [
        [
          0,
          `${outsideCallers("bounded by StringEquals on aws:PrincipalOrgID")}; ${outsideResources("bounded by its Resource element")}`,
        ],
      ],
    ],
    [
      "a Deny of all tables but ours, and one of an action",
      [allow(ourCallers), deny({ NotResource: ourTables }), deny({ Action: "dynamodb:PutItem" })],
      [
        [0, outsideCallers("bounded by StringEquals on aws:PrincipalOrgID")],
        [1, outsideResources("denied by its NotResource element")],
      ],
    ],
    [
      "Denies of all callers and owners but ours",
      [
        allow(),
        deny(when("StringNotEquals", "aws:PrincipalOrgID", ourOrganization)),
        deny(when("StringNotEquals", "aws:ResourceOrgID", ourOrganization)),
        deny({ Principal: { AWS: outsider } }),
      ],
      [
        [1, outsideCallers("denied by StringNotEquals on aws:PrincipalOrgID")],
        [2, outsideResources("denied by StringNotEquals on aws:ResourceOrgID")],
      ],
    ],
  ])("%s", (_, statements, expected) => {
    expect(explained(statements, dynamodb)).toEqual(expected);
  });

  test("the Allow that admits the request found says so, with the request", () => {
    const item = `calls dynamodb:GetItem on arn:aws:dynamodb:us-east-1:${ourAccount}:table/any-table`;
    expect(
      explained([allow({ ...ourCallers, Action: "dynamodb:PutItem" }), allow({ Resource: ourTables })], dynamodb),
    ).toEqual([
      [
        0,
        outsideResources(
          `admitted, as arn:aws:iam::${ourAccount}:role/any-role of organization ${ourOrganization} calls dynamodb:PutItem on arn:aws:dynamodb:us-east-1:${outsider}:table/any-table, owned by account ${outsider}`,
        ),
      ],
      [
        1,
        outsideCallers(
          `admitted, as arn:aws:iam::${outsider}:role/any-role ${item}, owned by account ${ourAccount} of organization ${ourOrganization}`,
        ),
      ],
    ]);
  });

  test("an Allow that may admit names what could not be decided, each once", () => {
    const statements = [
      allow({ Sid: "Ours", Condition: { BinaryEquals: { "aws:UserAgent": "AQ", "aws:Referer": "AQ" } } }),
      allow(when("StringIs", "aws:UserAgent", "a")),
    ];
    const undecided = [
      "Statement[0] (Ours) could not be decided: BinaryEquals on aws:UserAgent",
      "Statement[0] (Ours) could not be decided: BinaryEquals on aws:Referer",
      "Statement[1] could not be decided: StringIs on aws:UserAgent",
    ];
    const why = bothSides(`not decided (${undecided.join("; ")})`);
    expect(explained(statements)).toEqual([
      [0, why],
      [1, why],
    ]);
  });
});

describe("why an answer is unknown", () => {
  test.each<[string, StatementJson[], string]>([
    [
      "a unique id",
      [allow({ Principal: { AWS: "AIDACKCEVSQ6C2EXAMPLE" } })],
      "Statement[0] could not be decided: Principal",
    ],
    [
      "members of an account that a Deny excepts",
      [allow(), deny({ NotPrincipal: { AWS: outsider } })],
      "Statement[1] could not be decided: NotPrincipal",
    ],
    [
      "an ARN that misses a colon",
      [allow({ Resource: "arn:aws:s3:*:data/*" })],
      "Statement[0] could not be decided: Resource",
    ],
    [
      "one that is excepted",
      [allow({ Principal: { AWS: outsider } }), deny({ NotResource: "arn:aws:s3:*:data/*" })],
      "Statement[1] could not be decided: NotResource",
    ],
  ])("%s", (_, statements, reason) => {
    expect(reasons(decide(statements).admitsOutsidePrincipals)).toEqual([reason]);
  });

  test("what a service's own call holds under a key of credentials is not known", () => {
    const statement = allow({
      Principal: { Service: "logs.amazonaws.com" },
      ...when("StringEquals", "aws:username", "bob"),
    });
    expect(reasons(decide(statement).deniesEverything)).toEqual([
      "Statement[0] could not be decided: StringEquals on aws:username",
    ]);
  });

  test("six reasons are enough", () => {
    const tags = Array.from({ length: 7 }, (_, at) => [`aws:PrincipalTag/t${at}`, "AQ"]);
    const statement = allow({ Condition: { BinaryEquals: Object.fromEntries(tags) as Record<string, string> } });
    expect(reasons(decide(statement).admitsOutsidePrincipals)).toEqual(
      Array.from(
        { length: 6 },
        (_, at) => `Statement[0] could not be decided: BinaryEquals on aws:PrincipalTag/t${at}`,
      ),
    );
  });
});

describe("a request in words", () => {
  const resource: RequestedResource = { arn: "arn:aws:s3:::data/key" };
  const sessionArn = `arn:aws:sts::${ourAccount}:assumed-role/app/one`;

  test.each<[string, RequestPrincipal, RequestedResource, string]>([
    ["of nobody", anonymous, resource, "an anonymous caller calls s3:GetObject on arn:aws:s3:::data/key"],
    [
      "of a service",
      { kind: "service", name: "logs.amazonaws.com" },
      { arn: "*" },
      "the AWS service logs.amazonaws.com calls s3:GetObject",
    ],
    ["of an account in no organization", standalone, { arn: "*" }, `${standalone.arn} calls s3:GetObject`],
    [
      "of a session in one",
      { ...member, sessionArn },
      { ...resource, owner: { account: outsider } },
      `${sessionArn} of organization ${ourOrganization} calls s3:GetObject on arn:aws:s3:::data/key, owned by account ${outsider}`,
    ],
  ])("%s", (_, principal, asked, expected) => {
    expect(describeWitness(request({ principal, resource: asked }))).toBe(expected);
  });

  test("with the keys that it holds", () => {
    const keys = [
      { key: "aws:useragent", values: ["a"] },
      { key: "aws:tagkeys", values: ["b", "c"] },
    ];
    expect(describeWitness(request({ principal: anonymous, resource: { arn: "*" }, keys }))).toBe(
      "an anonymous caller calls s3:GetObject (with aws:useragent = a; aws:tagkeys = b, c)",
    );
  });
});
