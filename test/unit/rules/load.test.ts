import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { formatUserError, UserError } from "../../../src/errors.ts";
import { loadRules } from "../../../src/rules/load.ts";
import type { RuleSet } from "../../../src/rules/rule.ts";
import { toyVocabulary } from "./toy-vocabulary.ts";

const good = `version: 1
rules:
  - id: s3-through-nat
    title: S3 through NAT
    severity: medium
    resource: subnet
    description: Looks at paths.
    rationale: NAT costs.
    parameters:
      minimum: 2
      allowed: [a, b]
    fail-when: subnet.count >= parameters.minimum
    message: "{subnet.id} fails"
    remediation: Add an endpoint.
    references: [https://example.com/a]
  - id: other-rule
    title: Another
    severity: low
    resource: subnet
    fail-when: subnet.private
    message: m
`;

type Files = Record<string, string | Buffer>;

function write(files: Files): string {
  const cwd = mkdtempSync(join(tmpdir(), "vpclint-load-"));
  for (const [name, text] of Object.entries({ "builtin/rules.yaml": good, ...files })) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return cwd;
}

async function load(files: Files, file: string | undefined = "rules.yaml"): Promise<RuleSet> {
  return loadIn(write(files), file);
}

async function loadIn(cwd: string, file: string | undefined): Promise<RuleSet> {
  return loadRules({
    ...(file !== undefined && { file }),
    builtin: "builtin/rules.yaml",
    cwd,
    vocabulary: toyVocabulary,
  });
}

async function complain(files: Files | string): Promise<string> {
  try {
    await load(typeof files === "string" ? { "rules.yaml": files } : files);
  } catch (error) {
    if (error instanceof UserError) return formatUserError(error);
    throw error;
  }
  return "no error";
}

/** A rules file of one rule with some lines replaced or added. */
function ruleWith(lines: Record<string, string>): string {
  const keys = {
    id: "r",
    title: "T",
    severity: "low",
    resource: "subnet",
    "fail-when": "subnet.private",
    message: "m",
    ...lines,
  };
  const text = Object.entries(keys).map(([key, value]) => `${key}: ${value}`);
  return `version: 1\nrules:\n  - ${text.join("\n    ")}\n`;
}

describe("what is loaded", () => {
  test("without a file, the built-in rules alone", async () => {
    const { rules, disabled } = await loadIn(write({}), undefined);
    expect(rules.map(({ card }) => card.id)).toEqual(["s3-through-nat", "other-rule"]);
    expect(disabled).toEqual([]);
    expect(rules[0]?.card).toEqual({
      id: "s3-through-nat",
      title: "S3 through NAT",
      severity: "medium",
      resource: "subnet",
      description: "Looks at paths.",
      rationale: "NAT costs.",
      remediation: "Add an endpoint.",
      references: ["https://example.com/a"],
      source: { file: "builtin/rules.yaml", line: 3 },
    });
  });

  test("a file alone stands for its own rules; what is left out is empty", async () => {
    const { rules } = await load({ "rules.yaml": ruleWith({}) });
    expect(rules.map(({ card }) => card)).toEqual([
      {
        id: "r",
        title: "T",
        severity: "low",
        resource: "subnet",
        description: "",
        rationale: "",
        remediation: "",
        references: [],
        source: { file: "rules.yaml", line: 3 },
      },
    ]);
  });

  test("extends and overrides: switched off, other severity, other parameters", async () => {
    const text = `version: 1
extends: builtin
overrides:
  other-rule: {enabled: false}
  s3-through-nat: {severity: critical, parameters: {minimum: 5}}
`;
    const { rules, disabled } = await load({ "rules.yaml": text });
    expect(rules.map(({ card, parameters }) => [card.id, card.severity, parameters.get("minimum")])).toEqual([
      ["s3-through-nat", "critical", 5],
    ]);
    expect(disabled.map(({ card }) => card.id)).toEqual(["other-rule"]);
  });

  test("paths of extends are relative to their file; one rule that comes by two ways is one rule, as changed last", async () => {
    const { rules } = await load({
      "rules.yaml": "version: 1\nextends: [builtin, shared/team.yaml]\n",
      "shared/team.yaml": "version: 1\nextends: [builtin, ./more.yaml]\noverrides: {other-rule: {severity: high}}\n",
      "shared/more.yaml": ruleWith({ id: "more" }),
    });
    expect(rules.map(({ card }) => `${card.id} ${card.severity}`)).toEqual([
      "s3-through-nat medium",
      "other-rule high",
      "more low",
    ]);
  });

  test("the built-in file outside of the working folder is shown by its name, not by where vpclint is installed", async () => {
    const cwd = write({ "work/rules.yaml": "version: 1\nextends: builtin\n" });
    const { rules } = await loadRules({
      file: "rules.yaml",
      builtin: "../builtin/rules.yaml",
      cwd: join(cwd, "work"),
      vocabulary: toyVocabulary,
    });
    expect(rules[0]?.card.source).toEqual({ file: "builtin:rules.yaml", line: 3 });
  });

  test("an inherited name is a rule id and a parameter like any other", async () => {
    const { rules } = await load({
      "rules.yaml": ruleWith({
        id: "constructor",
        parameters: "{constructor: 1, valueOf: 2}",
        "fail-when": "parameters.constructor + parameters.valueOf == 3",
      }),
    });
    expect(rules[0]?.parameters.get("valueOf")).toBe(2);
  });
});

describe("errors about expressions point into the file, whatever the scalar", () => {
  test("plain", async () => {
    expect(await complain(ruleWith({ "fail-when": "subnet.count > 1 && subnet.privat" }))).toMatchInlineSnapshot(`
      "rules.yaml:7:43: error: unknown fact privat of Subnet
        |     fail-when: subnet.count > 1 && subnet.privat
        |                                           ^^^^^^
        = help: did you mean private?"
    `);
  });

  test("plain over several lines", async () => {
    expect(await complain(ruleWith({ "fail-when": "subnet.count > 1 &&\n\n      subnet.privat\n      && true" })))
      .toMatchInlineSnapshot(`
      "rules.yaml:9:14: error: unknown fact privat of Subnet
        |       subnet.privat
        |              ^^^^^^
        = help: did you mean private?"
    `);
  });

  test("single-quoted", async () => {
    expect(await complain(ruleWith({ "fail-when": "'subnet.id == ''a'' && subnet.privat'" }))).toMatchInlineSnapshot(`
      "rules.yaml:7:46: error: unknown fact privat of Subnet
        |     fail-when: 'subnet.id == ''a'' && subnet.privat'
        |                                              ^^^^^^
        = help: did you mean private?"
    `);
  });

  test("double-quoted, with escapes before it", async () => {
    expect(await complain(ruleWith({ "fail-when": '"subnet.id == \\"\\u00e9\\x41\\t\\" && subnet.privat"' })))
      .toMatchInlineSnapshot(`
      "rules.yaml:7:57: error: unknown fact privat of Subnet
        |     fail-when: "subnet.id == \\"\\u00e9\\x41\\t\\" && subnet.privat"
        |                                                         ^^^^^^
        = help: did you mean private?"
    `);
  });

  test("literal block", async () => {
    expect(await complain(ruleWith({ "fail-when": "| # why\n      subnet.count > 1 &&\n        subnet.privat\n" })))
      .toMatchInlineSnapshot(`
      "rules.yaml:9:16: error: unknown fact privat of Subnet
        |         subnet.privat
        |                ^^^^^^
        = help: did you mean private?"
    `);
  });

  test("folded block with an indentation indicator", async () => {
    expect(
      await complain(
        ruleWith({ "fail-when": ">2-\n      subnet.count > 1\n\n        && subnet.privat\n      || true" }),
      ),
    ).toMatchInlineSnapshot(`
      "rules.yaml:10:19: error: unknown fact privat of Subnet
        |         && subnet.privat
        |                   ^^^^^^
        = help: did you mean private?"
    `);
  });

  test("an alias, at the text that it stands for", async () => {
    const text = ruleWith({ "fail-when": "&cond subnet.privat", "applies-when": "*cond" });
    expect(await complain(text)).toMatchInlineSnapshot(`
      "rules.yaml:7:29: error: unknown fact privat of Subnet
        |     fail-when: &cond subnet.privat
        |                             ^^^^^^
        = help: did you mean private?

      rules.yaml:7:29: error: unknown fact privat of Subnet
        |     fail-when: &cond subnet.privat
        |                             ^^^^^^
        = help: did you mean private?"
    `);
  });

  test("the end of the text", async () => {
    expect(await complain(ruleWith({ "fail-when": "subnet.count >" }))).toMatchInlineSnapshot(`
      "rules.yaml:7:30: error: the expression ends too early
        |     fail-when: subnet.count >
        |                              ^"
    `);
  });

  test("a part of a message", async () => {
    expect(await complain(ruleWith({ message: '"{subnet.id} \\"x\\" {subnet.nam} {subnet.path}"' })))
      .toMatchInlineSnapshot(`
      "rules.yaml:8:41: error: unknown fact nam of Subnet
        |     message: "{subnet.id} \\"x\\" {subnet.nam} {subnet.path}"
        |                                         ^^^
        = help: did you mean names?

      rules.yaml:8:47: error: Path cannot be shown as text
        |     message: "{subnet.id} \\"x\\" {subnet.nam} {subnet.path}"
        |                                               ^^^^^^^^^^^
        = help: name one of its facts: via, hops"
    `);
  });

  test("lone braces", async () => {
    expect(await complain(ruleWith({ message: '"a } b"', remediation: '"a {subnet.id"' }))).toMatchInlineSnapshot(`
      "rules.yaml:8:17: error: a } without its {
        |     message: "a } b"
        |                 ^
        = help: write }} for a } of the text

      rules.yaml:9:21: error: a { without its }
        |     remediation: "a {subnet.id"
        |                     ^
        = help: write {{ for a { of the text"
    `);
  });

  test("an identity, and a condition that is no condition", async () => {
    expect(await complain(ruleWith({ "fail-when": "subnet.count", identity: "[subnet.id, subnet.tags]" })))
      .toMatchInlineSnapshot(`
      "rules.yaml:7:16: error: a condition must be a bool, not int
        |     fail-when: subnet.count
        |                ^^^^^^^^^^^^
        = help: compare it with something, as in == or in

      rules.yaml:9:27: error: map<string, string> cannot be shown as text
        |     identity: [subnet.id, subnet.tags]
        |                           ^^^^^^^^^^^
        = help: name one of its keys"
    `);
  });
});

describe("errors about the file's shape, all at once", () => {
  test("unknown and missing keys, wrong values and types", async () => {
    const text = `version: 2
rulez: []
overrides: {r: {enabled: "no"}}
rules:
  - id: Not_Kebab
    title: T
    severity: hihg
    resource: subnet
    fail_when: subnet.private
    message: ""
    references: ["http://example.com"]
    parameters: {Bad-Name: 1, half: 0.5}
  - just text
`;
    expect(await complain(text)).toMatchInlineSnapshot(`
      "rules.yaml:1:10: error: version must be 1, not 2
        | version: 2
        |          ^

      rules.yaml:2:1: error: unknown key rulez
        | rulez: []
        | ^^^^^
        = help: did you mean rules?

      rules.yaml:3:26: error: enabled must be true or false, not a text
        | overrides: {r: {enabled: "no"}}
        |                          ^^^^

      rules.yaml:5:5: error: rule Not_Kebab lacks fail-when
        |   - id: Not_Kebab
        |     ^

      rules.yaml:5:9: error: id must be kebab-case, such as s3-through-nat, not Not_Kebab
        |   - id: Not_Kebab
        |         ^^^^^^^^^

      rules.yaml:7:15: error: severity must be one of critical, high, medium, low, info, not hihg
        |     severity: hihg
        |               ^^^^
        = help: did you mean high?

      rules.yaml:9:5: error: unknown key fail_when
        |     fail_when: subnet.private
        |     ^^^^^^^^^
        = help: did you mean fail-when?

      rules.yaml:10:14: error: message is empty
        |     message: ""
        |              ^^

      rules.yaml:11:18: error: item 1 of references must be an https:// address, not http://example.com
        |     references: ["http://example.com"]
        |                  ^^^^^^^^^^^^^^^^^^^^

      rules.yaml:12:18: error: the name Bad-Name must be camelCase, such as minimumZones
        |     parameters: {Bad-Name: 1, half: 0.5}
        |                  ^^^^^^^^

      rules.yaml:12:37: error: half must be a bool, a whole number, a text or a list of texts, not a number
        |     parameters: {Bad-Name: 1, half: 0.5}
        |                                     ^^^

      rules.yaml:13:5: error: item 2 of rules must be a map of keys, not a text
        |   - just text
        |     ^^^^^^^^^"
    `);
  });

  test("a condition that YAML does not read as text", async () => {
    expect(await complain(ruleWith({ "fail-when": "true" }))).toMatchInlineSnapshot(`
      "rules.yaml:7:16: error: fail-when must be a text, not true or false
        |     fail-when: true
        |                ^^^^
        = help: put it in quotes"
    `);
  });

  test("no map at all", async () => {
    expect(await complain("just text\n")).toMatchInlineSnapshot(`
      "rules.yaml:1:1: error: the file must be a map of keys, not a text
        | just text
        | ^^^^^^^^^"
    `);
    expect(await complain("")).toMatchInlineSnapshot(
      `"rules.yaml:1:1: error: the file must be a map of keys, not nothing"`,
    );
  });
});

describe("errors about YAML", () => {
  test("an expression that YAML reads as a tag", async () => {
    expect(await complain(ruleWith({ "fail-when": "!subnet.private" }))).toMatchInlineSnapshot(`
      "rules.yaml:7:16: error: YAML reads a text that starts with ! as a tag
        |     fail-when: !subnet.private
        |                ^^^^^^^^^^^^^^^
        = help: quote the whole text, or write it below the key as a block after |"
    `);
  });

  test("an expression that starts with a quote", async () => {
    expect(await complain(ruleWith({ "fail-when": '"a" in subnet.names' }))).toMatchInlineSnapshot(`
      "rules.yaml:7:20: error: unexpected scalar at node end
        |     fail-when: "a" in subnet.names
        |                    ^^^^^^^^^^^^^^^
        = help: quote the whole text, or write it below the key as a block after |"
    `);
  });

  test("a message that starts with a brace", async () => {
    expect(await complain(ruleWith({ message: "{subnet.id} fails" }))).toMatchInlineSnapshot(`
      "rules.yaml:8:26: error: unexpected scalar at node end
        |     message: {subnet.id} fails
        |                          ^^^^^
        = help: quote the whole text, or write it below the key as a block after |"
    `);
  });

  test("a key twice, and a second document", async () => {
    expect(await complain("version: 1\nversion: 1\n---\nversion: 1\n")).toMatchInlineSnapshot(`
      "rules.yaml:2:1: error: this key stands here twice
        | version: 1
        | ^

      rules.yaml:3:1: error: a second document starts here
        | ---
        | ^"
    `);
  });
});

describe("errors about names", () => {
  test("resource types, rule ids, overrides and their parameters", async () => {
    const text = `version: 1
extends: builtin
overrides:
  s3-trough-nat: {enabled: false}
  s3-through-nat: {parameters: {minimun: 1, allowed: 7}}
  other-rule: {parameters: {x: 1}}
rules:
  - {id: a, title: T, severity: low, resource: subnets, fail-when: "true", message: m}
  - {id: b, title: T, severity: low, resource: subnet, fail-when: "true", message: m}
  - {id: b, title: T, severity: low, resource: subnet, fail-when: "true", message: m}
  - {id: other-rule, title: T, severity: low, resource: subnet, fail-when: "true", message: m}
`;
    expect(await complain(text)).toMatchInlineSnapshot(`
      "rules.yaml:4:3: error: there is no rule s3-trough-nat to override
        |   s3-trough-nat: {enabled: false}
        |   ^^^^^^^^^^^^^
        = help: did you mean s3-through-nat?

      rules.yaml:5:33: error: rule s3-through-nat has no parameter minimun
        |   s3-through-nat: {parameters: {minimun: 1, allowed: 7}}
        |                                 ^^^^^^^
        = help: did you mean minimum?

      rules.yaml:5:54: error: parameter allowed of s3-through-nat is a list of texts, not a whole number
        |   s3-through-nat: {parameters: {minimun: 1, allowed: 7}}
        |                                                      ^

      rules.yaml:6:29: error: rule other-rule has no parameter x
        |   other-rule: {parameters: {x: 1}}
        |                             ^
        = help: it has no parameters

      rules.yaml:8:48: error: unknown resource type subnets
        |   - {id: a, title: T, severity: low, resource: subnets, fail-when: "true", message: m}
        |                                                ^^^^^^^
        = help: did you mean subnet?

      rules.yaml:10:10: error: rule b is already declared in rules.yaml:9
        |   - {id: b, title: T, severity: low, resource: subnet, fail-when: "true", message: m}
        |          ^
        = help: choose another id; to change a rule that is extended, use overrides

      rules.yaml:11:10: error: rule other-rule is already declared in builtin/rules.yaml:16
        |   - {id: other-rule, title: T, severity: low, resource: subnet, fail-when: "true", message: m}
        |          ^^^^^^^^^^
        = help: choose another id; to change a rule that is extended, use overrides"
    `);
  });
});

describe("errors about files", () => {
  test("missing, and in extends", async () => {
    expect(await complain({ "x.yaml": "" })).toMatchInlineSnapshot(`
      "error: cannot read rules.yaml: there is no such file
        = help: name an existing YAML file"
    `);
    expect(await complain("version: 1\nextends: [builtin, nope.yaml]\noverrides: {of-nope: {enabled: false}}\n"))
      .toMatchInlineSnapshot(`
      "rules.yaml:2:20: error: cannot read nope.yaml: there is no such file
        | extends: [builtin, nope.yaml]
        |                    ^^^^^^^^^
        = help: name an existing YAML file"
    `);
  });

  test("a folder, too large, not UTF-8", async () => {
    expect(await complain({ "rules.yaml/x": "" })).toMatchInlineSnapshot(`
      "error: cannot read rules.yaml: it is a folder
        = help: name an existing YAML file"
    `);
    expect(await complain(`version: 1 # ${"x".repeat(1024 * 1024)}`)).toMatchInlineSnapshot(`
      "error: rules.yaml is larger than 1024 KiB
        = help: split it, and join the parts with extends"
    `);
    expect(await complain({ "rules.yaml": Buffer.from([0x76, 0xff, 0xfe]) })).toMatchInlineSnapshot(`
      "error: rules.yaml is not UTF-8 text
        = help: save it as UTF-8"
    `);
  });

  test("a circle, even through a symbolic link", async () => {
    expect(
      await complain({ "rules.yaml": "version: 1\nextends: a.yaml\n", "a.yaml": "version: 1\nextends: rules.yaml\n" }),
    ).toMatchInlineSnapshot(`
      "a.yaml:2:10: error: rules files extend each other in a circle: rules.yaml -> a.yaml -> rules.yaml
        | extends: rules.yaml
        |          ^^^^^^^^^^"
    `);
    const cwd = write({ "rules.yaml": "version: 1\nextends: link.yaml\n" });
    symlinkSync(join(cwd, "rules.yaml"), join(cwd, "link.yaml"));
    await expect(loadIn(cwd, "rules.yaml")).rejects.toThrow("extend each other in a circle");
  });

  test("the errors of all files are reported together", async () => {
    const text = await complain({
      "rules.yaml": `${ruleWith({ "fail-when": "subnet.nope" })}extends: [a.yaml, b.yaml]\n`,
      "a.yaml": ruleWith({ id: "a", "fail-when": "subnet.privat" }),
      "b.yaml": "version: 3\n",
    });
    expect(text.split("\n\n").map((error) => error.split("\n")[0])).toMatchInlineSnapshot(`
      [
        "b.yaml:1:10: error: version must be 1, not 3",
        "a.yaml:7:23: error: unknown fact privat of Subnet",
        "rules.yaml:7:23: error: unknown fact nope of Subnet",
      ]
    `);
  });
});

describe("hostile files", () => {
  test("a billion laughs", async () => {
    const lines = ["a: &a [x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level < 9; level++) {
      const [name, of] = "abcdefghi"
        .slice(level - 1, level + 1)
        .split("")
        .toReversed();
      lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${of}`).join(", ")}]`);
    }
    expect(await complain(lines.join("\n"))).toMatchInlineSnapshot(`
      "rules.yaml: error: aliases (*name) of aliases stand for too much
        = help: write the lists out"
    `);
  });

  test.each([
    ["flow lists", "[".repeat(100_000)],
    ["closed flow lists", `${"[".repeat(50_000)}${"]".repeat(50_000)}`],
    ["flow maps", "{a: ".repeat(50_000)],
    ["block lists", `${"- ".repeat(50_000)}x`],
    ["explicit keys", `${"? ".repeat(50_000)}x`],
    ["indentation", Array.from({ length: 200 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
  ])("deep nesting of %s", async (_, text) => {
    expect(await complain(text)).toContain("nested more than 64 levels deep");
  });

  test("an alias within its own anchor", async () => {
    expect(await complain("version: 1\nrules: &r [*r]\n")).toMatchInlineSnapshot(`
      "rules.yaml:2:11: error: item 1 of rules must be a map of keys, not a list
        | rules: &r [*r]
        |           ^"
    `);
  });

  test("__proto__ is an unknown key", async () => {
    const text = `version: 1\n__proto__: {rules: []}\nrules:\n  - {__proto__: {id: x}, id: r, title: T, severity: low, resource: subnet, fail-when: "true", message: m}\n`;
    expect((await complain(text)).match(/unknown key __proto__/g)).toHaveLength(2);
  });

  test("control characters do not reach the terminal", async () => {
    expect(await complain(ruleWith({ "fail-when": "subnet.privat # \u009b31m" }))).not.toContain("\u009b");
  });
});
