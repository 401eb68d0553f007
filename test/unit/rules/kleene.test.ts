import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isUnknown } from "../../../src/unknown.ts";
import type { Maybe } from "../../../src/unknown.ts";
import type { ToySubnet } from "./toy-vocabulary.ts";
import { evaluateToy, makeSubnet, unknownOf } from "./toy-vocabulary.ts";

type Truth = "T" | "F" | "U";
const truths: Truth[] = ["T", "F", "U"];

function fact(truth: Truth, api: string): Maybe<boolean> {
  return truth === "U" ? unknownOf(api) : truth === "T";
}

function truthOf(operand: unknown): string {
  return isUnknown(operand) ? "U" : operand === true ? "T" : operand === false ? "F" : String(operand);
}

function judge(expression: string, left: Truth, right: Truth = "T"): string {
  return truthOf(evaluateToy(expression, makeSubnet({ private: fact(left, "Left"), spare: fact(right, "Right") })));
}

describe("Kleene truth tables, complete (design law 2)", () => {
  // Rows: left T F U; columns: right T F U.
  const tables: [string, string][] = [
    ["subnet.private && subnet.spare", "TFU FFF UFU"],
    ["subnet.private || subnet.spare", "TTT TFU TUU"],
    ["subnet.private == subnet.spare", "TFU FTU UUU"],
    ["subnet.private != subnet.spare", "FTU TFU UUU"],
    ["subnet.private in [subnet.spare]", "TFU FTU UUU"],
    ["[subnet.private, subnet.spare].exists(x, x)", "TTT TFU TUU"],
    ["[subnet.private, subnet.spare].all(x, x)", "TFU FFF UFU"],
    ["[subnet.private, subnet.spare].exists_one(x, x)", "FTU TFU UUU"],
    // The branches differ, so an unknown condition leaves the value open.
    ["subnet.private ? subnet.spare : !subnet.spare", "TFU FTU UUU"],
    // The branches agree whatever the condition is.
    ["subnet.private ? subnet.spare : subnet.spare", "TFU TFU TFU"],
    ["[subnet.private, true] == [subnet.spare, true]", "TFU FTU UUU"],
    // One known difference decides.
    ["[subnet.private, true] == [subnet.spare, false]", "FFF FFF FFF"],
  ];
  test.each(tables)("%s is %s", (expression, table) => {
    const rows = truths.map((left) => truths.map((right) => judge(expression, left, right)).join(""));
    expect(rows.join(" ")).toBe(table);
  });

  test("! turns T and F around and leaves U", () => {
    expect(truths.map((truth) => judge("!subnet.private", truth)).join("")).toBe("FTU");
  });

  test("in: a known match decides whatever the other elements are", () => {
    expect(truthOf(evaluateToy("2 in [subnet.count, 2]", makeSubnet({ count: unknownOf("A") })))).toBe("T");
    expect(truthOf(evaluateToy("3 in [subnet.count, 2]", makeSubnet({ count: unknownOf("A") })))).toBe("U");
    expect(truthOf(evaluateToy("subnet.count in [2, 3]", makeSubnet({ count: unknownOf("A") })))).toBe("U");
  });

  test("exists_one: two known matches decide, one does not", () => {
    const subnet = makeSubnet({ private: unknownOf("A") });
    expect(truthOf(evaluateToy("[true, true, subnet.private].exists_one(x, x)", subnet))).toBe("F");
    expect(truthOf(evaluateToy("[true, false, subnet.private].exists_one(x, x)", subnet))).toBe("U");
  });

  test("a list that is unknown makes every question about it unknown", () => {
    const subnet = makeSubnet({ names: unknownOf("A"), tags: unknownOf("B") });
    const questions = [
      "size(subnet.names) > 0",
      "subnet.names.all(n, true)",
      '"a" in subnet.names',
      "has(subnet.tags.Owner)",
      '"x" in subnet.tags',
    ];
    expect(questions.map((question) => truthOf(evaluateToy(question, subnet))).join("")).toBe("UUUUU");
  });

  test("filter is unknown where membership is; map keeps unknown elements in their places", () => {
    const subnet = makeSubnet({ spare: unknownOf("A") });
    expect(truthOf(evaluateToy("size([true, subnet.spare].filter(x, x)) > 0", subnet))).toBe("U");
    expect(evaluateToy("size([true, subnet.spare].map(x, !x))", subnet)).toBe(2);
  });
});

describe("needs travel with what mattered", () => {
  function apisOf(expression: string): string[] {
    const subnet = makeSubnet({ private: unknownOf("Left"), spare: unknownOf("Right") });
    const operand = evaluateToy(expression, subnet);
    return isUnknown(operand) ? operand.needs.map((need) => need.api) : [`known: ${JSON.stringify(operand)}`];
  }

  test("both unknown operands are needed, each once", () => {
    expect(apisOf("subnet.private && subnet.spare && subnet.private")).toEqual(["Left", "Right"]);
  });

  test("what was decided otherwise is not needed", () => {
    expect(apisOf("(false && subnet.private) || subnet.spare")).toEqual(["Right"]);
    expect(apisOf("subnet.private && false")).toEqual(["known: false"]);
    expect(apisOf("subnet.private || true")).toEqual(["known: true"]);
  });
});

describe("CEL's errors beside Kleene's logic", () => {
  const missing = 'subnet.tags["none"] == "x"';

  test.each([
    [`${missing} && false`, "F"],
    [`false && ${missing}`, "F"],
    [`${missing} || true`, "T"],
    [`true || ${missing}`, "T"],
    [`[1, 0].exists(x, x == 0 || 1 / x > 5)`, "T"],
    [`[0, 1].exists(x, 1 / x == 1)`, "T"],
    [`[0, 2].all(x, 4 / x == 1)`, "F"],
    // Once known, the unknown might have decided: it outweighs the error.
    [`${missing} && subnet.spare`, "U"],
    [`subnet.spare || ${missing}`, "U"],
  ])("%s is %s", (expression, truth) => {
    expect(truthOf(evaluateToy(expression, makeSubnet({ spare: unknownOf("A") })))).toBe(truth);
  });

  test.each([
    [`${missing} && true`, 'there is no subnet.tags["none"]; ask "none" in subnet.tags first'],
    [`false || ${missing}`, 'there is no subnet.tags["none"]; ask "none" in subnet.tags first'],
    ["1 / (subnet.count - 2) == 1", "division by zero"],
    ["1 % (subnet.count - 2) == 1", "division by zero"],
    ["subnet.names[2] == 'a'", "subnet.names[2] has no element 2"],
    ["subnet.names[-1] == 'a'", "subnet.names[] has no element -1"],
    ["9007199254740991 + subnet.count > 0", "integer overflow"],
    ["[0, 1, 1].exists_one(x, 1 / x == 1)", "division by zero"],
  ])("%s is an error", (expression, message) => {
    expect(() => evaluateToy(expression)).toThrow(message);
  });
});

/** Boolean expressions without errors over the five facts that can be unknown. */
const { expression: expressions } = fc.letrec<{ expression: string; number: string }>((tie) => ({
  number: fc.oneof(
    fc.constantFrom("subnet.count", "size(subnet.names)", "1", "2", "3"),
    fc
      .tuple(tie("number"), fc.constantFrom("+", "-", "*"), fc.constantFrom("1", "2"))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
  ),
  expression: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      "subnet.private",
      "subnet.spare",
      '"a" in subnet.names',
      'subnet.path.via == "nat-gateway"',
      "subnet.path.hops.exists(h, h.open)",
      "subnet.path.hops.all(h, h.open)",
      'subnet.path.hops.filter(h, h.open).exists(h, h.kind == "nat")',
      "subnet.path.hops.map(h, h.open)[0]",
      "subnet.path.hops.exists_one(h, h.open)",
      "has(subnet.tags.Owner)",
      'subnet.allows("x", 80)',
      'subnet.pathTo("x").via in ["none"]',
    ),
    fc
      .tuple(tie("number"), fc.constantFrom("==", "!=", "<", ">="), tie("number"))
      .map(([a, op, b]) => `${a} ${op} ${b}`),
    fc
      .tuple(tie("expression"), fc.constantFrom("&&", "||", "==", "!="), tie("expression"))
      .map(([a, op, b]) => `((${a}) ${op} (${b}))`),
    tie("expression").map((a) => `!(${a})`),
    fc.tuple(tie("expression"), tie("expression"), tie("expression")).map(([a, b, c]) => `((${a}) ? (${b}) : (${c}))`),
    fc
      .tuple(tie("expression"), tie("expression"), fc.constantFrom("all(x, x)", "exists(x, x)", "exists_one(x, !x)"))
      .map(([a, b, macro]) => `[${a}, ${b}].${macro}`),
    fc.tuple(tie("expression"), tie("expression"), tie("expression")).map(([a, b, c]) => `((${a}) in [${b}, ${c}])`),
  ),
}));

const subnets = fc.record({
  private: fc.boolean(),
  spare: fc.boolean(),
  count: fc.integer({ min: 0, max: 3 }),
  names: fc.subarray(["a", "b", "c"]),
  ports: fc.subarray([80, 443]),
  tags: fc.constantFrom<Record<string, string>>({}, { Owner: "x" }),
  path: fc.record({
    via: fc.constantFrom("nat-gateway", "none"),
    hops: fc.array(fc.record({ kind: fc.constantFrom("nat", "route"), open: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
});

const unknowable = ["private", "spare", "count", "names", "ports", "tags", "path", "via", "hops", "hop"] as const;

function forget(subnet: ToySubnet, what: (typeof unknowable)[number]): ToySubnet {
  const unknown = unknownOf(what);
  const { path } = subnet;
  if (what !== "via" && what !== "hops" && what !== "hop") return { ...subnet, [what]: unknown };
  if (isUnknown(path)) return subnet;
  if (what !== "hop") return { ...subnet, path: { ...path, [what]: unknown } };
  if (isUnknown(path.hops)) return subnet;
  return {
    ...subnet,
    path: { ...path, hops: path.hops.map((hop, index) => (index === 0 ? { ...hop, open: unknown } : hop)) },
  };
}

describe("monotony", () => {
  test("making facts unknown leaves a result as it was or makes it unknown, never another", () => {
    let becameUnknown = 0;
    let stayedKnown = 0;
    fc.assert(
      fc.property(
        expressions,
        subnets,
        fc.subarray([...unknowable], { minLength: 1 }),
        (expression, facts, forgotten) => {
          const known = makeSubnet(facts);
          const before = evaluateToy(expression, known);
          const after = evaluateToy(expression, forgotten.reduce(forget, known));
          if (isUnknown(after)) becameUnknown++;
          else stayedKnown++;
          return isUnknown(after) || after === before;
        },
      ),
      { numRuns: 2000 },
    );
    // The property would also hold if everything were always unknown, or nothing ever.
    expect(becameUnknown).toBeGreaterThan(200);
    expect(stayedKnown).toBeGreaterThan(200);
  });
});
