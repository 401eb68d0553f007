import { describe, expect, test } from "vitest";
import { createEvaluator } from "../../../src/policy/evaluate.ts";
import type { Request } from "../../../src/policy/request.ts";
import { answered, allow, decide, deny, outsider, s3, when, documentOf } from "./fixtures.ts";
import type { StatementJson } from "./fixtures.ts";

/**
 * The table of policy-semantics 5, row by row, with the key absent and present: by the concrete evaluator, and by the
 * decision of a policy whose Deny statements leave only requests that hold just that.
 */

/** `unknown`: the reference leaves it open (policy-semantics 13), or the operator is not supported. */
type Holds = "yes" | "no" | "unknown";

const single = "aws:UserAgent";
const multivalued = "aws:TagKeys";

function evaluated(condition: StatementJson, key: string, values: readonly string[]): Holds {
  const document = documentOf(allow(condition));
  const request: Request = {
    principal: { kind: "anonymous" },
    action: "s3:GetObject",
    resource: { arn: "arn:aws:s3:::data/key", owner: { account: outsider } },
    keys: values.length === 0 ? [] : [{ key: key.toLowerCase(), values }],
  };
  const truth = createEvaluator(document, s3)(request);
  return truth === "maybe" ? "unknown" : truth;
}

function decided(condition: StatementJson, pins: readonly StatementJson[]): Holds {
  return answered(decide([allow(condition), ...pins]).admitsOutsidePrincipals);
}

/** Denies every request but those that hold exactly these values. `differs` is an operator of the same family. */
function only(key: string, values: readonly string[], differs: string): StatementJson[] {
  if (values.length === 0) return [deny(when("Null", key, "false"))];
  if (key !== multivalued) return [deny(when("Null", key, "true")), deny(when(differs, key, values))];
  return [
    deny(when(`ForAnyValue:${differs}`, key, values)),
    ...values.map((value) => deny(when(`ForAllValues:${differs}`, key, value))),
  ];
}

interface Base {
  operator: string;
  isNegated: boolean;
  /** Of the policy. */
  value: string;
  /** Texts of which the operator without its negation holds, and does not. */
  matching: string;
  other: string;
  differs: string;
}

const row = (operator: string, value: string, matching: string, other: string, differs = "StringNotEquals"): Base => ({
  operator,
  isNegated: operator.includes("Not"),
  value,
  matching,
  other,
  differs,
});

const [role, pattern, user] = ["arn:aws:iam::1:role/a", "arn:aws:iam::*:role/a", "arn:aws:iam::1:user/a"];
const [early, middle, late] = ["2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z", "2026-12-01T00:00:00Z"];

const bases: readonly Base[] = [
  row("StringEquals", "a", "a", "A"),
  row("StringNotEquals", "a", "a", "A"),
  row("StringEqualsIgnoreCase", "a", "A", "b"),
  row("StringNotEqualsIgnoreCase", "a", "A", "b"),
  row("StringLike", "a*", "ab", "ba"),
  row("StringNotLike", "a?", "ab", "abc"),
  row("ArnEquals", pattern, role, user),
  row("ArnNotEquals", pattern, role, user),
  row("ArnLike", pattern, role, user),
  row("ArnNotLike", pattern, role, user),
  row("Bool", "true", "true", "false"),
  ...(
    [
      ["Equals", "10", "11"],
      ["NotEquals", "10", "11"],
      ["LessThan", "9", "10"],
      ["LessThanEquals", "10", "11"],
      ["GreaterThan", "11", "10"],
      ["GreaterThanEquals", "10", "9"],
    ] as const
  ).map(([relation, matching, other]) => row(`Numeric${relation}`, "10", matching, other, "NumericNotEquals")),
  ...(
    [
      ["Equals", middle, late],
      ["NotEquals", middle, late],
      ["LessThan", early, middle],
      ["LessThanEquals", middle, late],
      ["GreaterThan", late, middle],
      ["GreaterThanEquals", middle, early],
    ] as const
  ).map(([relation, matching, other]) => row(`Date${relation}`, middle, matching, other, "DateNotEquals")),
  row("IpAddress", "10.0.0.0/8", "10.1.2.3", "11.0.0.0", "NotIpAddress"),
  row("NotIpAddress", "10.0.0.0/8", "10.1.2.3", "11.0.0.0", "NotIpAddress"),
];

/** The row of each form: what it says on absence, of a positive operator and of a negated one. */
const forms: readonly [string, string, Holds, Holds][] = [
  ["", "", "no", "yes"],
  ["", "IfExists", "yes", "yes"],
  ["ForAnyValue:", "", "no", "no"],
  // AWS's text on IfExists says yes, its text on ForAnyValue no (policy-semantics 13).
  ["ForAnyValue:", "IfExists", "unknown", "unknown"],
  ["ForAllValues:", "", "yes", "yes"],
  ["ForAllValues:", "IfExists", "yes", "yes"],
];

describe("a single-valued key", () => {
  const rows = bases.flatMap((base) =>
    forms.map(([set, suffix, ofPositive, ofNegated]) => ({
      name: `${set}${base.operator}${suffix}`,
      base,
      onAbsence: base.isNegated ? ofNegated : ofPositive,
    })),
  );

  test.each(rows)("$name: absent $onAbsence", ({ name, base, onAbsence }) => {
    const condition = when(name, single, base.value);
    expect(evaluated(condition, single, [])).toBe(onAbsence);
    expect(decided(condition, only(single, [], base.differs))).toBe(onAbsence);
  });

  test.each(rows)("$name: present", ({ name, base }) => {
    const condition = when(name, single, base.value);
    const [ofMatching, ofOther] = base.isNegated ? (["no", "yes"] as const) : (["yes", "no"] as const);
    expect(evaluated(condition, single, [base.matching])).toBe(ofMatching);
    expect(evaluated(condition, single, [base.other])).toBe(ofOther);
    expect(decided(condition, only(single, [base.matching], base.differs))).toBe(ofMatching);
    expect(decided(condition, only(single, [base.other], base.differs))).toBe(ofOther);
  });

  test.each<[string, Holds, Holds]>([
    ["true", "yes", "no"],
    ["false", "no", "yes"],
    ["perhaps", "no", "no"],
  ])("Null %s: absent %s, present %s", (value, onAbsence, onPresence) => {
    const condition = when("Null", single, value);
    expect([evaluated(condition, single, []), evaluated(condition, single, ["a"])]).toEqual([onAbsence, onPresence]);
    const pinned = [[], ["a"]].map((values) => decided(condition, only(single, values, "StringNotEquals")));
    expect(pinned).toEqual([onAbsence, onPresence]);
  });

  test("BinaryEquals: absent no, present not decided", () => {
    const condition = when("BinaryEquals", single, "QQ==");
    expect(evaluated(condition, single, [])).toBe("no");
    expect(evaluated(condition, single, ["QQ=="])).toBe("unknown");
    expect(decided(condition, only(single, [], "StringNotEquals"))).toBe("no");
    expect(decided(condition, only(single, ["QQ=="], "StringNotEquals"))).toBe("unknown");
  });

  test.each<[string, readonly string[], string, Holds]>([
    ["StringEquals", ["a", "b"], "b", "yes"],
    ["StringEquals", ["a", "b"], "c", "no"],
    ["StringNotEquals", ["a", "b"], "b", "no"],
    ["StringNotEquals", ["a", "b"], "c", "yes"],
  ])("%s on the values %j, held %s: any matches, or none does: %s", (operator, values, held, holds) => {
    const condition = when(operator, single, values);
    expect(evaluated(condition, single, [held])).toBe(holds);
    expect(decided(condition, only(single, [held], "StringNotEquals"))).toBe(holds);
  });
});

describe("a multivalued key", () => {
  const held = [[], ["a"], ["b"], ["a", "b"]];

  test.each<[string, Holds[]]>([
    ["ForAnyValue:StringEquals", ["no", "yes", "no", "yes"]],
    ["ForAnyValue:StringNotEquals", ["no", "no", "yes", "yes"]],
    ["ForAnyValue:StringLike", ["no", "yes", "no", "yes"]],
    ["ForAllValues:StringEquals", ["yes", "yes", "no", "no"]],
    ["ForAllValues:StringNotEquals", ["yes", "no", "yes", "no"]],
    ["ForAllValues:StringNotLike", ["yes", "no", "yes", "no"]],
    // Without a set operator any value may match, or none may (policy-semantics 13).
    ["StringEquals", ["no", "unknown", "no", "unknown"]],
    ["StringNotEquals", ["yes", "unknown", "unknown", "unknown"]],
  ])("%s a: of no value, a, b, and both: %j", (operator, expected) => {
    const condition = when(operator, multivalued, "a");
    expect(held.map((values) => evaluated(condition, multivalued, values))).toEqual(expected);
    const pinned = held.map((values) => decided(condition, only(multivalued, values, "StringNotEquals")));
    expect(pinned).toEqual(expected);
  });

  test.each<[string, Holds[]]>([
    ["true", ["yes", "no", "no", "no"]],
    ["false", ["no", "yes", "yes", "yes"]],
  ])("Null %s: of no value, a, b, and both: %j", (value, expected) => {
    const condition = when("Null", multivalued, value);
    expect(held.map((values) => evaluated(condition, multivalued, values))).toEqual(expected);
    const pinned = held.map((values) => decided(condition, only(multivalued, values, "StringNotEquals")));
    expect(pinned).toEqual(expected);
  });
});

describe("what is put together (policy-semantics 5)", () => {
  const twoKeys = { StringEquals: { [single]: "a", "aws:Referer": "b" } };
  const twoOperators = { StringEquals: { [single]: "a" }, StringLike: { "aws:Referer": "b" } };

  test.each([
    ["keys under one operator", twoKeys],
    ["operators", twoOperators],
  ])("%s are ANDed", (_name, Condition) => {
    expect(decided({ Condition }, [])).toBe("yes");
    expect(decided({ Condition }, only(single, ["c"], "StringNotEquals"))).toBe("no");
    expect(decided({ Condition }, only("aws:Referer", ["c"], "StringNotEquals"))).toBe("no");
  });
});
