import { describe, expect, test } from "vitest";
import { isParseFailure, parsePolicy } from "../../../src/policy/parse.ts";
import type { ParseFailure, PolicyDocument } from "../../../src/policy/document.ts";

function accept(text: string): PolicyDocument {
  const result = parsePolicy(text);
  if (isParseFailure(result)) throw new Error(`refused: ${result.message}`);
  return result;
}

function refuse(text: string): ParseFailure {
  const result = parsePolicy(text);
  if (!isParseFailure(result)) throw new Error("accepted");
  return result;
}

const statement = (elements: object): string =>
  JSON.stringify({ Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*", ...elements } });

describe("the grammar accepts (policy-semantics 2)", () => {
  test("one statement without a list, and a list of statements", () => {
    const one = '{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}';
    expect(accept(`{"Statement":${one}}`).statements).toHaveLength(1);
    expect(accept(`{"Statement":[${one},${one}]}`).statements.map(({ index }) => index)).toEqual([0, 1]);
  });

  test("one value without a list, as a list of one", () => {
    const single = accept(statement({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b" }));
    const listed = accept(statement({ Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::b"] }));
    expect(single).toEqual(listed);
  });

  test("empty lists, which AWS takes and which match nothing", () => {
    expect(accept(statement({ Action: [] })).statements[0]?.action).toEqual({ negated: false, patterns: [] });
  });

  test("unquoted numbers and booleans as values and account numbers, kept as they are written", () => {
    const [first] = accept(
      '{"Statement":{"Effect":"Allow","Principal":{"AWS":111122223333},"Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":true},"NumericLessThan":{"s3:max-keys":1.50}}}}',
    ).statements;
    expect(first?.principal.named).toEqual([{ kind: "AWS", name: "111122223333" }]);
    expect(first?.condition.map(({ values }) => values)).toEqual([["true"], ["1.50"]]);
  });

  test("Principal * and AWS * as the same: everybody", () => {
    const star = accept(statement({ Principal: "*" })).statements[0]?.principal;
    expect(accept(statement({ Principal: { AWS: "*" } })).statements[0]?.principal).toEqual(star);
    expect(accept(statement({ Principal: { AWS: ["*"] } })).statements[0]?.principal).toEqual(star);
  });

  test("every kind of principal in one map", () => {
    const Principal = { AWS: ["1", "2"], Service: "a.amazonaws.com", Federated: "f", CanonicalUser: "c" };
    expect(accept(statement({ Principal })).statements[0]?.principal).toEqual({
      negated: false,
      everybody: false,
      named: [
        { kind: "AWS", name: "1" },
        { kind: "AWS", name: "2" },
        { kind: "Service", name: "a.amazonaws.com" },
        { kind: "Federated", name: "f" },
        { kind: "CanonicalUser", name: "c" },
      ],
    });
  });

  test("NotPrincipal, NotAction and NotResource", () => {
    const text =
      '{"Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":"*"},"NotAction":"s3:*","NotResource":["arn:aws:s3:::b"]}]}';
    const [first] = accept(text).statements;
    expect([first?.principal.negated, first?.action.negated, first?.resource.negated]).toEqual([true, true, true]);
  });

  test("Version, Id and Sid; without Version the document is a 2008-10-17 one", () => {
    const document = accept(
      '{"Version":"2012-10-17","Id":"i","Statement":[{"Sid":"s","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
    );
    expect([document.version, document.id, document.statements[0]?.sid]).toEqual(["2012-10-17", "i", "s"]);
    expect(accept(statement({})).version).toBe("2008-10-17");
  });

  test("operators with set prefix and IfExists suffix, in any letter case, and names that are none", () => {
    const Condition = {
      "foranyvalue:STRINGlikeIFEXISTS": { k: "v" },
      StringResembles: { k: "v" },
      NullIfExists: { k: "true" },
    };
    expect(accept(statement({ Condition })).statements[0]?.condition.map(({ operator }) => operator)).toEqual([
      { family: "string-like", relation: "equal", negated: false, ifExists: true, quantifier: "ForAnyValue" },
      undefined,
      undefined,
    ]);
  });

  test("the place of each statement and condition key", () => {
    const text = `{
  "Statement": [
    {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*",
     "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}
  ]
}`;
    const [first] = accept(text).statements;
    expect([first?.line, first?.column]).toEqual([3, 5]);
    expect(first?.condition[0]).toMatchObject({ line: 4, column: 37 });
  });
});

describe("the grammar refuses, with the place (policy-semantics 2)", () => {
  test.each<[string, string, RegExp]>([
    ["text that is no JSON", "allow all", /expected a value/],
    ["a document that is no object", "[]", /must be an object/],
    ["a document without Statement", "{}", /no Statement/],
    ["an unknown element of the document", '{"Statement":[],"Statements":[]}', /"Statements" is no element/],
    ["an unknown element of a statement", statement({ Actions: "*" }), /"Actions" is no element/],
    ["another Version", '{"Version":"2012-10-18","Statement":[]}', /Version must be/],
    ["an Effect in other letter case", statement({ Effect: "allow" }), /Effect must be Allow or Deny/],
    ["a bare ARN as Principal", statement({ Principal: "arn:aws:iam::111122223333:root" }), /Principal must be/],
    ["a list as Principal", statement({ Principal: ["*"] }), /Principal must be/],
    ["an unknown kind of principal", statement({ Principal: { Aws: "*" } }), /"Aws" is no kind of principal/],
    ["both Action and NotAction", statement({ NotAction: "s3:*" }), /Action or NotAction, not both/],
    ["a number as Action", statement({ Action: 1 }), /Action must be a text/],
    [
      "null as a value",
      statement({ Condition: { StringEquals: { k: null } } }),
      /must be a text, a number or a boolean/,
    ],
    ["a nested list of values", statement({ Condition: { StringEquals: { k: [["v"]] } } }), /must be a text/],
    ["an operator without keys", statement({ Condition: { StringEquals: "v" } }), /must be an object/],
    ["text after the end", `${statement({})} x`, /unexpected text after the end/],
    ["an open text", '{"Statement', /never closed/],
    ["a control character in a text", '{"a\n":1}', /control character/],
    ["a false escape", '{"\\x":1}', /escape/],
    ["a number with leading zeros", '{"Statement":[],"Id":01}', /expected "," or "}"/],
    ["a trailing comma", '{"Statement":[],}', /expected a key/],
  ])("%s", (_name, text, message) => {
    expect(refuse(text).message).toMatch(message);
  });

  test.each(["Effect", "Principal", "Action", "Resource"])("a statement without %s", (name) => {
    const elements: Record<string, string> = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
    delete elements[name];
    expect(refuse(JSON.stringify({ Statement: [elements] })).message).toContain(name);
  });

  test("a key that stands twice in one element, which JSON.parse would read as its last value", () => {
    const text = '{"Statement":[{"Effect":"Deny",\n "Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';
    expect(refuse(text)).toEqual({ message: 'the key "Effect" stands twice in one element', line: 2, column: 2 });
  });

  test("a key twice, once spelt with an escape", () => {
    expect(refuse('{"Statement":[],"\\u0053tatement":[]}').message).toMatch(/twice/);
  });
});

describe("hostile documents get an answer", () => {
  test.each([
    ["deep nesting", "[".repeat(50_000)],
    ["deep objects", '{"a":'.repeat(50_000)],
    ["too long", `"${"x".repeat(200_000)}"`],
    ["prototype names", '{"__proto__":{},"constructor":1,"Statement":[]}'],
    ["lone surrogates", '{"Statement":[],"\\ud800":"\\udfff"}'],
    ["nothing but quotes", '"'.repeat(999)],
    ["a null character", "\u0000"],
  ])("%s: a refusal", (_name, text) => {
    expect(isParseFailure(parsePolicy(text))).toBe(true);
  });

  test("prototype names as condition keys are keys like others", () => {
    const text =
      '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"__proto__":"x"}}}}';
    expect(accept(text).statements[0]?.condition[0]?.key).toBe("__proto__");
  });
});
