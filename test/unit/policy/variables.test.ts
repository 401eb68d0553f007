import { describe, expect, test } from "vitest";
import { isParseFailure, parsePolicy } from "../../../src/policy/parse.ts";
import { callerText, variableUseOf } from "../../../src/policy/variables.ts";
import {
  allow,
  answered,
  decide,
  deny,
  dynamodb,
  otherOfOurs,
  ourAccount,
  ourOrganization,
  outsider,
  outsiders,
  reasons,
  s3,
  when,
} from "./fixtures.ts";
import type { StatementJson } from "./fixtures.ts";
import { anonymous, member, standalone } from "./requests.ts";

type Values = Record<string, unknown>;
const equals = (values: Values): StatementJson => ({ Condition: { StringEquals: values } });

describe("which variables a policy has (policy-semantics 5)", () => {
  const useOf = (statement: StatementJson, Version = "2012-10-17", context = s3) => {
    const document = parsePolicy(JSON.stringify({ Version, Statement: statement }));
    if (isParseFailure(document)) throw new Error(document.message);
    return variableUseOf(document, context);
  };
  const [account, organization] = ["${aws:PrincipalAccount}", "${aws:PrincipalOrgID}"];

  // Each row: values compared with aws:UserAgent, the keys whose text is put in, whether each is a whole identity.
  test.each<[string[], string[], boolean]>([
    [["no variable", "$", "${*}"], [], true],
    [[account], ["aws:principalaccount"], true],
    [["${AWS:principalACCOUNT}", account], ["aws:principalaccount"], true],
    [[account, organization], ["aws:principalaccount", "aws:principalorgid"], true],
    [[account, "${aws:ResourceAccount}"], ["aws:principalaccount", "aws:resourceaccount"], false],
    [[organization, "${aws:ResourceOrgID}"], ["aws:principalorgid", "aws:resourceorgid"], false],
    [[`x${account}`], ["aws:principalaccount"], false],
    [[`${account}*`], ["aws:principalaccount"], false],
    [[`${account}${organization}`], ["aws:principalaccount", "aws:principalorgid"], false],
    [["${aws:username}"], ["aws:username"], false],
    [["${aws:username}", account], ["aws:username", "aws:principalaccount"], false],
    // What has several values, or the same in every request, or none in any, is no choice.
    [["${aws:TagKeys}", "${aws:SourceVpce}", "${aws:SourceIp}", "${s3:some-new-key-of-next-year}"], [], true],
  ])("%j: %j, whole: %s", (values, keys, isWhole) => {
    expect(useOf(allow(when("StringLike", "aws:UserAgent", values)))).toEqual({ keys, isWhole });
  });

  test("in resources too, and in documents of 2012-10-17 alone", () => {
    const statement = allow({ Resource: "arn:aws:s3:::data/${aws:username}/*" });
    expect(useOf(statement)).toEqual({ keys: ["aws:username"], isWhole: false });
    expect(useOf(statement, "2008-10-17")).toEqual({ keys: [], isWhole: true });
  });

  test.each([
    ["an account in an ARN", { Resource: "arn:aws:dynamodb:*:1111*:table/*" }, false],
    ["a whole account in an ARN", { Resource: `arn:aws:dynamodb:*:${ourAccount}:table/*` }, true],
  ])("is not whole where a part is compared of %s: whole is %s", (_, elements, isWhole) => {
    const statement = allow({ ...elements, ...equals({ "aws:ResourceAccount": account }) });
    expect(useOf(statement, "2012-10-17", dynamodb).isWhole).toBe(isWhole);
  });
});

test.each([
  ["aws:principalaccount", ourAccount, outsider, "anonymous"],
  ["aws:principalarn", member.arn, standalone.arn, undefined],
  ["aws:principalorgid", ourOrganization, undefined, undefined],
  ["aws:principalisawsservice", "false", "false", undefined],
  ["aws:principalorgpaths", undefined, undefined, undefined],
])("%s of a member is %s, of an account in no organization %s, of nobody %s", (key, ...texts) => {
  expect([member, standalone, anonymous].map((principal) => callerText(key, principal))).toEqual(texts);
});

test("of a service's own call only whose it is is known", () => {
  const service = { kind: "service", name: "logs.amazonaws.com" } as const;
  expect(callerText("aws:principalisawsservice", service)).toBe("true");
  expect(callerText("aws:principalaccount", service)).toBeUndefined();
});

describe("a request is shown in which the variable has the text that is asked for", () => {
  const unsigned = deny(when("Bool", "aws:PrincipalIsAWSService", ["true", "false"]));
  /** What the shown request of an outsider holds under aws:UserAgent and under the variable's key, and who makes it. */
  const shown = (statements: StatementJson[], key: string, context = s3): unknown[] => {
    const { principalWitness: witness } = decide(statements, context);
    const held = (name: string) => witness?.keys.find((one) => one.key === name)?.values;
    return [witness?.principal.kind, held("aws:useragent"), held(key.toLowerCase())];
  };

  // Each row: the variable's key; who calls, what the request holds under aws:UserAgent, and under that key.
  test.each([
    ["aws:username", "iam", ["any"], ["any"]],
    ["aws:Referer", "iam", ["any"], ["any"]],
    ["aws:SecureTransport", "iam", ["true"], ["true"]],
    ["aws:PrincipalType", "iam", ["AssumedRole"], ["AssumedRole"]],
    ["aws:CurrentTime", "iam", ["2100-01-01T00:00:00Z"], ["2100-01-01T00:00:00Z"]],
    ["aws:EpochTime", "iam", ["4102444800"], ["4102444800"]],
    ["aws:MultiFactorAuthAge", "iam", ["60"], ["60"]],
    ["aws:VpcSourceIp", "iam", ["10.0.0.1"], ["10.0.0.1"]],
    ["aws:PrincipalAccount", "iam", [outsider], undefined],
    ["aws:PrincipalArn", "iam", [`arn:aws:iam::${outsider}:role/any-role`], undefined],
    ["aws:PrincipalOrgID", "iam", ["o-other00000"], undefined],
    ["aws:PrincipalIsAWSService", "iam", ["false"], undefined],
    ["aws:ResourceAccount", "iam", [outsider], undefined],
    ["aws:ResourceOrgID", "iam", [ourOrganization], undefined],
    ["aws:SourceVpce", "iam", ["vpce-1"], undefined],
  ])("%s: %s, %j, %j", (key, ...expected) => {
    const statement = allow(equals({ "aws:UserAgent": `\${${key}}` }));
    expect(shown([statement], key, { ...s3, endpointId: "vpce-1" })).toEqual(expected);
  });

  test("one that a condition names too", () => {
    const statement = allow(equals({ "aws:UserAgent": "${aws:username}", "aws:username": "bob" }));
    expect(shown([statement], "aws:username")).toEqual(["iam", ["bob"], ["bob"]]);
    const other = deny(equals({ "aws:UserAgent": "any" }));
    expect(shown([allow(equals({ "aws:UserAgent": "${aws:username}" })), other], "aws:username")).toEqual([
      "iam",
      ["other"],
      ["other"],
    ]);
  });

  test("one that every request holds, and a condition names", () => {
    const Condition = {
      StringEquals: { "aws:UserAgent": "${aws:SecureTransport}" },
      Bool: { "aws:SecureTransport": "false" },
    };
    expect(shown([allow({ Condition })], "aws:SecureTransport")).toEqual(["iam", ["false"], ["false"]]);
  });

  test("the one of several that another condition asks for", () => {
    const name = "aws:username";
    const Condition = {
      StringEquals: { "aws:UserAgent": "${aws:username}" },
      StringLike: { "aws:UserAgent": "c*", [name]: ["b*", "c*"] },
    };
    const apart = deny({ Action: "s3:PutObject", ...when("StringLike", name, "c*") });
    expect(shown([allow({ Condition }), apart], name)).toEqual(["iam", ["c"], ["c"]]);
  });

  test("one that a condition keeps out, or is met by its absence too: the key is there all the same", () => {
    const Condition = {
      StringEquals: { "aws:UserAgent": "${aws:username}" },
      StringNotEquals: { "aws:username": "bob" },
    };
    expect(shown([allow({ Condition })], "aws:username")).toEqual(["iam", ["any"], ["any"]]);
  });

  test("not by the default where the key has to be there", () => {
    const ofDefault = (isAbsent: string) =>
      shown(
        [
          allow({
            Condition: {
              StringEquals: { "aws:UserAgent": "${aws:username, 'none'}" },
              StringLike: { "aws:UserAgent": "none" },
              Null: { "aws:username": isAbsent },
            },
          }),
        ],
        "aws:username",
      );
    expect([ofDefault("true"), ofDefault("false")]).toEqual([
      ["iam", ["none"], undefined],
      [undefined, undefined, undefined],
    ]);
  });

  test("by the default where the key is absent", () => {
    const statement = allow(equals({ "aws:UserAgent": "${aws:username, 'none'}" }));
    expect(shown([statement, unsigned], "aws:username")).toEqual(["anonymous", ["none"], undefined]);
  });

  test("of nobody, whose account is `anonymous`", () => {
    const statement = allow(equals({ "aws:UserAgent": "${aws:PrincipalAccount}" }));
    expect(shown([statement, unsigned], "aws:PrincipalAccount")).toEqual(["anonymous", ["anonymous"], undefined]);
    const free = allow(equals({ "aws:UserAgent": "${aws:Referer}" }));
    expect(shown([free, unsigned], "aws:Referer")).toEqual(["anonymous", ["any"], ["any"]]);
  });

  test("what comes with credentials nobody unsigned has: none is shown, and none is said to be a bug", () => {
    const decision = decide([allow(equals({ "aws:UserAgent": "${aws:username}" })), unsigned]);
    expect(reasons(decision.admitsOutsidePrincipals)).toEqual([
      "no concrete request could be found that shows what the policy seems to admit",
    ]);
  });

  test("what can hold little is nothing else: a text that it cannot be is on no request that is shown", () => {
    const statement = allow({
      Condition: {
        StringEquals: { "aws:UserAgent": "any" },
        StringLike: { "aws:UserAgent": "${aws:SecureTransport}" },
      },
    });
    expect(answered(decide(statement).admitsOutsidePrincipals)).not.toBe("yes");
  });
});

test("what comes with credentials is on no anonymous request", () => {
  const named = allow(equals({ "aws:UserAgent": "${aws:userid}" }));
  const anonymousOnly = deny(when("Null", "aws:PrincipalArn", "false"));
  expect(outsiders(named)[0]).toBe("yes");
  expect(outsiders([named, anonymousOnly])[0]).not.toBe("yes");
});

describe("without a text the value matches nothing", () => {
  const ofAbsent = (operator: string) => decide(allow(when(operator, "aws:UserAgent", "${aws:SourceIp}"))).verdict;

  test("where the key is on no request through an endpoint", () => {
    expect([ofAbsent("StringEquals"), ofAbsent("StringNotEquals")]).toEqual(["deny-all", "full-access"]);
  });

  test.each(["${aws:SourceVpce}", "${aws:TagKeys}"])("%s is left open, and said to be", (value) => {
    expect(reasons(decide(allow(equals({ "aws:UserAgent": value }))).admitsOutsidePrincipals)).toEqual([
      "Statement[0] could not be decided: StringEquals on aws:UserAgent",
    ]);
  });
});

describe("callers and owners that have to be the same", () => {
  const ours = { "aws:PrincipalOrgID": ourOrganization };
  const oursByAccount = { "aws:ResourceAccount": ourAccount };

  test.each<[string, Values]>([
    ["the owner's account, of our callers", { ...ours, "aws:ResourceAccount": "${aws:PrincipalAccount}" }],
    ["the owner's organization, of our callers", { ...ours, "aws:ResourceOrgID": "${aws:PrincipalOrgID}" }],
    ["the caller's account, on our resources", { ...oursByAccount, "aws:PrincipalAccount": "${aws:ResourceAccount}" }],
    [
      "the caller's organization, on our resources",
      { "aws:ResourceOrgID": ourOrganization, "aws:PrincipalOrgID": "${aws:ResourceOrgID}" },
    ],
    ["nobody's organization", { "aws:UserAgent": "${aws:PrincipalOrgID}", "aws:PrincipalAccount": "anonymous" }],
  ])("%s: no outsider on either side", (_, values) => {
    expect(outsiders(allow(equals(values)), dynamodb)).toEqual(["no", "no"]);
  });

  test.each([
    ["account", "aws:ResourceAccount", "${aws:PrincipalAccount}"],
    ["organization", "aws:ResourceOrgID", "${aws:PrincipalOrgID}"],
  ])("a Deny of another %s than the caller's keeps our callers at home", (_, key, variable) => {
    const others = deny(when("StringNotEquals", key, variable));
    expect(outsiders([allow(equals(ours)), others], dynamodb)).toEqual(["no", "no"]);
    expect(outsiders([allow(), others], dynamodb)).toEqual(["yes", "yes"]);
  });

  test.each([
    ["callers", dynamodb, "aws:PrincipalAccount"],
    ["owners", dynamodb, "aws:ResourceAccount"],
    ["callers", s3, "aws:PrincipalAccount"],
    ["owners", s3, "aws:ResourceAccount"],
  ])("what is denied to some %s leaves the others, on both sides", (_, context, key) => {
    const own = allow(equals({ "aws:ResourceAccount": "${aws:PrincipalAccount}" }));
    expect(outsiders([own, deny(when("StringLike", key, "9*"))], context)).toEqual(["yes", "yes"]);
    expect(outsiders([own, deny(when("StringNotEquals", key, ourAccount))], context)).not.toContain("yes");
  });

  test("more choices than can be looked at leave a no open", () => {
    const decided = (count: number) => {
      const accounts = Array.from({ length: count }, (_, at) => String(300_000_000_000 + at));
      const values = { "aws:PrincipalAccount": accounts, "aws:ResourceAccount": "${aws:PrincipalAccount}" };
      return outsiders(allow(equals(values)), { ...dynamodb, accounts: [...accounts, otherOfOurs] })[1];
    };
    expect([decided(30), decided(60)]).toEqual(["no", "unknown"]);
  });
});
