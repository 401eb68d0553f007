import { describe, expect, test } from "vitest";
import { checkToy, evaluateToy, makeSubnet } from "./toy-vocabulary.ts";

/** The problem, with the piece of the source that the caret underlines. */
function explain(source: string): string {
  const problem = checkToy(source);
  if (problem === undefined) return "fine";
  const { message, hint, range } = problem;
  return `[${source.slice(range.start, range.end)}] ${message}${hint === undefined ? "" : ` -- ${hint}`}`;
}

describe("names are checked against the vocabulary", () => {
  test.each([
    ["subnet.privat", "[privat] unknown fact privat of Subnet -- did you mean private?"],
    ["subnet.path.vai == 'x'", "[vai] unknown fact vai of Path -- did you mean via?"],
    ["subnet.path.hops.exists(h, h.knid == 'x')", "[knid] unknown fact knid of Hop -- did you mean kind?"],
    ["subnet.path.hops[0].next.next.opne", "[opne] unknown fact opne of Hop -- did you mean open?"],
    ["subnet.path.zzz", "[zzz] unknown fact zzz of Path -- facts of Path: via, hops"],
    ["subnett.private", "[subnett] unknown variable subnett -- did you mean subnet?"],
    ["private", "[private] unknown variable private -- did you mean subnet.private?"],
    ["zzz", "[zzz] unknown variable zzz -- known here: subnet, parameters"],
    ["subnet.names.exists(n, m == 'a')", "[m] unknown variable m -- did you mean n?"],
    ["parameters.minimun > 1", "[minimun] unknown parameter minimun -- did you mean parameters.minimum?"],
    ["parameters", "[parameters] parameters can only be read by name, as in parameters.minimumZones"],
    ["subnet.pathTwo('x').via", "[subnet.pathTwo('x')] unknown method pathTwo of Subnet -- did you mean pathTo?"],
    ["subnet.private()", "[subnet.private()] unknown method private of Subnet -- private is a fact: leave the ( ) out"],
    ["subnet.pathTo", "[pathTo] pathTo of Subnet asks for arguments -- write pathTo(...)"],
    [
      "subnet.allows('x')",
      "[subnet.allows('x')] allows() takes 2 argument(s), not 1 -- write allows(name: string, port: int)",
    ],
    ["subnet.allows(80, 'x')", "[80] allows() takes string here, not int -- write allows(name: string, port: int)"],
    [
      "subnet.id.startWith('a')",
      "[subnet.id.startWith('a')] startWith() is not part of the rule language here -- did you mean startsWith?",
    ],
    ["subnet.id.startsWith(1)", "[1] startsWith() takes string here, not int -- write startsWith(string)"],
    [
      "subnet.names.any(n, true)",
      "[subnet.names.any(n, true)] any() is not part of the rule language here -- did you mean all?",
    ],
    ["len(subnet.names)", "[len(subnet.names)] len() is not part of the rule language here -- known here: size, has"],
    ["subnet.id.foo", "[foo] string has no facts, so no foo"],
  ])("%s", (source, expected) => {
    expect(explain(source)).toBe(expected);
  });

  test("inherited names are not facts, methods, parameters or functions", () => {
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"]) {
      expect(explain(`subnet.${name} == 'x'`)).toContain(`unknown fact ${name} of Subnet`);
      expect(explain(`subnet.${name}()`)).toContain(`unknown method ${name} of Subnet`);
      expect(explain(`parameters.${name} == 1`)).toContain(`unknown parameter ${name}`);
      expect(explain(`subnet.id.${name}()`)).toContain("is not part of the rule language");
      expect(explain(name)).toMatch(/unknown variable|reserved identifier/);
    }
  });

  test("inherited names are not keys of a map either", () => {
    expect(evaluateToy("has(subnet.tags.constructor) || '__proto__' in subnet.tags")).toBe(false);
    const tags = JSON.parse('{"__proto__": "x"}') as Record<string, string>;
    expect(evaluateToy("subnet.tags['__proto__']", makeSubnet({ tags }))).toBe("x");
  });
});

describe("types are checked", () => {
  test.each([
    ["subnet.id == 3", "[subnet.id == 3] these types do not fit together: string == int"],
    [
      "subnet.private && subnet.count",
      "[subnet.private && subnet.count] logical operator requires bool operands, got 'int'",
    ],
    ["!subnet.id", "[!subnet.id] these types do not fit together: !string"],
    [
      "subnet.count in subnet.names",
      "[subnet.count in subnet.names] these types do not fit together: int in list<string>",
    ],
    ["subnet.id in 'abc'", "[subnet.id in 'abc'] these types do not fit together: string in string"],
    [
      "subnet.private ? 1 : 'a'",
      "[subnet.private ? 1 : 'a'] ternary branches must have the same type, got 'int' and 'string'",
    ],
    ["[1, 'a']", "['a'] list elements must have the same type, expected type 'int' but found 'string'"],
    ["subnet.path == subnet.path", "[subnet.path] Path cannot be an operand of == -- use one of its facts"],
    ["subnet.path in [subnet.path]", "[subnet.path] Path cannot be an operand of in -- use one of its facts"],
    ["subnet.path.hops == []", "[subnet.path.hops] list<Hop> cannot be an operand of == -- use one of its facts"],
    ["subnet.names.exists(n, n)", "[n] exists() wants a bool here, not string"],
    ["subnet.names.map(n, n, n)", "[n] map() wants a bool here, not string"],
    ["subnet['id']", "[subnet['id']] Subnet cannot be indexed -- facts are read with a dot"],
    ["subnet.names['a']", "['a'] a list is indexed by a number, not by string"],
    ["subnet.tags[1]", "[1] a key is a text, not int"],
    ["size(subnet.count)", "[subnet.count] size() counts a list, a map or the letters of a text, not int"],
    ["subnet.count < 1.5", "[1.5] only whole numbers are part of the rule language"],
  ])("%s", (source, expected) => {
    expect(explain(source)).toBe(expected);
  });
});

describe("a text that a fact can never be is refused", () => {
  test.each([
    [
      'subnet.path.via == "nat-gatway"',
      '["nat-gatway"] subnet.path.via is never "nat-gatway" -- did you mean "nat-gateway"?',
    ],
    [
      '"internet" != subnet.path.via',
      '["internet"] subnet.path.via is never "internet" -- it is one of: nat-gateway, gateway-endpoint, none',
    ],
    ['subnet.path.via in ["none", "nope"]', '["nope"] subnet.path.via is never "nope" -- did you mean "none"?'],
    ["subnet.path.via in parameters.allowed", '[parameters.allowed] subnet.path.via is never "a"'],
    ['subnet.pathTo("x").via == "a"', '["a"] subnet.pathTo("x").via is never "a"'],
    [
      '[subnet.path].map(p, p.via).exists(v, v == "nonee")',
      '["nonee"] the fact is never "nonee" -- did you mean "none"?',
    ],
  ])("%s", (source, expected) => {
    expect(explain(source)).toContain(expected);
  });

  test("a text that it can be is fine", () => {
    expect(explain('subnet.path.via in ["none", "nat-gateway"] && "none" != subnet.path.via')).toBe("fine");
  });
});

describe("what the rule language leaves out of CEL", () => {
  test.each([
    ["{'a': 1}", "map literals are not part of the rule language"],
    ["subnet.id == null", "null is not part of the rule language"],
    ["b'abc'", "bytes are not part of the rule language"],
    ["1u", "unsigned numbers are not part of the rule language"],
    ["string(subnet.count)", "string() is not part of the rule language here"],
    ["dyn(1)", "dyn() is not part of the rule language here"],
    ["timestamp('x')", "timestamp() is not part of the rule language here"],
    ["cel.bind(x, 1, x)", "unknown variable cel"],
    ["int", "unknown variable int"],
    ["subnet.id.split('-')", "split() is not part of the rule language here"],
    ["subnet.id.matches(subnet.id)", "matches() takes one pattern, written as a text in quotes"],
    ["subnet.id.matches('(?=a)')", "bad pattern: only (?: and a leading (?i) are supported after ("],
    ["has(subnet.id)", "has() asks for a key of a map"],
    ["has(subnet.path.nope)", "unknown fact nope of Path"],
    ["has(subnet.tags['a'])", 'write has(map.key), or "key" in map'],
    ["subnet.names.all(1, true)", "invalid predicate iteration variable"],
    ["subnet.names.all(x)", "all() takes a variable and an expression"],
    ["99999999999999999", "99999999999999999 is too large"],
  ])("%s", (source, expected) => {
    expect(explain(source)).toContain(expected);
  });
});

describe("syntax errors say where, and what CEL writes instead", () => {
  test.each([
    ["1 +", "[] the expression ends too early"],
    ["", "[] the expression is empty"],
    ["subnet.", "expected IDENTIFIER, got EOF"],
    ["subnet.private and subnet.spare", "write && for and"],
    ["subnet.private or subnet.spare", "write || for or"],
    ["not subnet.private", "write ! for not"],
    ["subnet.id = 'a'", "write == to compare"],
    ["subnet.private & subnet.spare", "write && for and"],
    ["'abc", "unterminated string"],
    ["(subnet.private", "expected RPAREN"],
  ])("%s", (source, expected) => {
    expect(explain(source)).toContain(expected);
  });
});

describe("hostile expressions", () => {
  test.each([
    ["long", "x".repeat(10_000), "longer than 8192 characters"],
    ["of many parts", Array.from({ length: 600 }, () => "true").join("&&"), "larger than 1000 parts"],
    ["nested parentheses", `${"(".repeat(2000)}1${")".repeat(2000)}`, "nested more than 40 deep"],
    ["nested lists", `${"[".repeat(2000)}1${"]".repeat(2000)}`, "nested more than 40 deep"],
    ["a chain of negations", `${"!".repeat(8000)}true`, "larger than 1000 parts"],
    [
      "a long list",
      `1 in [${Array.from({ length: 600 }, () => "1").join(",")}]`,
      "holding a list of more than 500 elements",
    ],
  ])("%s are refused, not run", (_, source, expected) => {
    expect(explain(source)).toContain(expected);
  });

  test("macros nested into each other run out of steps, which nothing absorbs", () => {
    const many = makeSubnet({ ports: Array.from({ length: 300 }, (_, index) => index) });
    const source = "true || subnet.ports.all(a, subnet.ports.all(b, subnet.ports.all(c, a + b + c >= 0)))";
    expect(evaluateToy(source, many)).toBe(true);
    expect(() => evaluateToy(source.replace("true || ", "").concat(" || true"), many)).toThrow(
      "takes more than 1000000 steps",
    );
  });

  test("a text that doubles with each macro runs out of steps", () => {
    const source = `["x"]${".map(a, a + a)".repeat(30)}[0]`;
    expect(() => evaluateToy(source)).toThrow("takes more than 1000000 steps");
  });
});
