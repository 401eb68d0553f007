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

  test("* as a Service is not everybody", () => {
    expect(accept(statement({ Principal: { Service: "*" } })).statements[0]?.principal).toEqual({
      negated: false,
      everybody: false,
      named: [{ kind: "Service", name: "*" }],
    });
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
      "ForAnyValue:Null": { k: "true" },
      "String Equals": { k: "v" },
    };
    expect(accept(statement({ Condition })).statements[0]?.condition.map(({ operator }) => operator)).toEqual([
      { family: "string-like", relation: "equal", negated: false, ifExists: true, quantifier: "ForAnyValue" },
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("every escape of JSON, and names spelt with one", () => {
    const text =
      '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","S\\u0069d":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"}}';
    expect(accept(text).statements[0]?.sid).toBe('"\\/\b\f\n\r\t\u00e9');
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

const noPrincipal = 'Principal must be "*" or a map of AWS, Service, Federated or CanonicalUser';
const noValue = 'a value of "k" must be a text, a number or a boolean';
const falseEscape = "an escape that JSON does not have";

describe("the grammar refuses, with the place (policy-semantics 2)", () => {
  test.each<[string, string, string]>([
    ["text that is no JSON", "allow all", 'expected a value, found "a"'],
    ["nothing at all", " ", "expected a value, found the end"],
    ["a document that is no object", "[]", "the document must be an object"],
    ["a document that is null", "null", "the document must be an object"],
    ["a document without Statement", "{}", "the document has no Statement"],
    [
      "an unknown element of the document",
      '{"Statement":[],"Statements":[]}',
      '"Statements" is no element of the document',
    ],
    ["a statement that is no object", '{"Statement":["Allow"]}', "a statement must be an object"],
    ["an unknown element of a statement", statement({ Actions: "*" }), '"Actions" is no element of a statement'],
    [
      "another Version",
      '{"Version":"2012-10-18","Statement":[]}',
      'Version must be 2012-10-17 or 2008-10-17, not "2012-10-18"',
    ],
    ["a number as Id", '{"Id":1,"Statement":[]}', "Id must be a text"],
    ["a number as Sid", statement({ Sid: 1 }), "Sid must be a text"],
    ["an Effect in other letter case", statement({ Effect: "allow" }), 'Effect must be Allow or Deny, not "allow"'],
    ["a bare ARN as Principal", statement({ Principal: "arn:aws:iam::111122223333:root" }), noPrincipal],
    ["a list as Principal", statement({ Principal: ["*"] }), noPrincipal],
    [
      "an unknown kind of principal",
      statement({ Principal: { Aws: "*" } }),
      '"Aws" is no kind of principal; AWS, Service, Federated, CanonicalUser are',
    ],
    [
      "null as a principal",
      statement({ Principal: { AWS: null } }),
      "a principal of AWS must be a text, a number or a boolean",
    ],
    ["both Action and NotAction", statement({ NotAction: "s3:*" }), "a statement has Action or NotAction, not both"],
    ["a number as Action", statement({ Action: 1 }), "Action must be a text"],
    ["a number as NotResource", statement({ Resource: undefined, NotResource: 1 }), "NotResource must be a text"],
    ["a Condition that is no object", statement({ Condition: [] }), "Condition must be an object"],
    [
      "an operator without keys",
      statement({ Condition: { StringEquals: "v" } }),
      'the operator "StringEquals" must be an object',
    ],
    ["null as a value", statement({ Condition: { StringEquals: { k: null } } }), noValue],
    ["a nested list of values", statement({ Condition: { StringEquals: { k: [["v"]] } } }), noValue],
    ["text after the end", `${statement({})} x`, "unexpected text after the end of the document"],
    ["an open text", '{"Statement', "a text that is never closed"],
    ["a control character in a text", '{"a\n":1}', "a control character inside a text"],
    ["a false escape", '{"\\x":1}', falseEscape],
    ["a false escape with digits behind it", '{"\\x0041":1}', falseEscape],
    ["an escape of three digits", '{"\\u041":1}', falseEscape],
    ["an escape at the end", '{"\\', falseEscape],
    ["a number with leading zeros", '{"Statement":[],"Id":01}', 'expected "," or "}", found "1"'],
    ["a key without a value", '{"Statement"}', 'expected ":", found "}"'],
    ["items without a comma", '{"Statement":[1 2]}', 'expected "," or "]", found "2"'],
    ["a trailing comma", '{"Statement":[],}', 'expected a key in double quotes, found "}"'],
  ])("%s", (_name, text, message) => {
    expect(refuse(text).message).toBe(message);
  });

  test.each([
    ["the line break inside the text", '{\n"a\n":1}', [2, 3]],
    ["the escape's backslash", '{"ab\\x":1}', [1, 5]],
    ["the quote that opens the text", '{\n "ab', [2, 2]],
    ["what stands after the end", "{}\n  x", [2, 3]],
  ])("and points to %s", (_name, text, [line, column]) => {
    expect(refuse(text)).toMatchObject({ line, column });
  });

  test("long names are shortened in its message, those of sixty characters are not", () => {
    const named = (length: number) => refuse(`{"${"x".repeat(length)}":1}`).message;
    expect(named(60)).toBe(`"${"x".repeat(60)}" is no element of the document`);
    expect(named(61)).toBe(`"${"x".repeat(57)}..." is no element of the document`);
  });

  test.each([
    ["Effect", "the statement has no Effect"],
    ["Principal", "the statement has neither Principal nor NotPrincipal"],
    ["Action", "the statement has neither Action nor NotAction"],
    ["Resource", "the statement has neither Resource nor NotResource"],
  ])("a statement without %s", (name, message) => {
    expect(refuse(statement({ [name]: undefined })).message).toBe(message);
  });

  test("a key that stands twice in one element, which JSON.parse would read as its last value", () => {
    const text = '{"Statement":[{"Effect":"Deny",\n "Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';
    expect(refuse(text)).toEqual({ message: 'the key "Effect" stands twice in one element', line: 2, column: 2 });
  });

  test("a key twice, once spelt with an escape", () => {
    expect(refuse('{"Statement":[],"\\u0053tatement":[]}').message).toMatch(/twice/);
  });
});

const tooDeep = "nested more than 32 levels deep";

describe("hostile documents get an answer", () => {
  test.each([
    ["deep nesting", "[".repeat(50_000)],
    ["deep objects", '{"a":'.repeat(15_000)],
    ["too long", `"${"x".repeat(200_000)}"`],
    ["prototype names", '{"__proto__":{},"constructor":1,"Statement":[]}'],
    ["lone surrogates", '{"Statement":[],"\\ud800":"\\udfff"}'],
    ["nothing but quotes", '"'.repeat(999)],
    ["a null character", "\u0000"],
  ])("%s: a refusal", (_name, text) => {
    expect(isParseFailure(parsePolicy(text))).toBe(true);
  });

  test("the limits of depth and of length are the last that is read", () => {
    const lists = (depth: number) => refuse("[".repeat(depth) + "]".repeat(depth)).message;
    expect([lists(32), lists(33)]).toEqual(["the document must be an object", tooDeep]);
    const maps = (depth: number) => refuse(`${'{"a":'.repeat(depth - 1)}1${"}".repeat(depth - 1)}`).message;
    expect([maps(32), maps(33)]).toEqual(['"a" is no element of the document', tooDeep]);
    const padded = (length: number) => refuse("[]".padEnd(length)).message;
    expect([padded(100_000), padded(100_001)]).toEqual([
      "the document must be an object",
      "the document is longer than 100000 characters",
    ]);
  });

  test("prototype names as condition keys are keys like others", () => {
    const text =
      '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"__proto__":"x"}}}}';
    expect(accept(text).statements[0]?.condition[0]?.key).toBe("__proto__");
  });
});
