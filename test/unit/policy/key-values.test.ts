import { describe, expect, test } from "vitest";
import { allow, answered, decide, deny, s3, when } from "./fixtures.ts";
import type { StatementJson } from "./fixtures.ts";

type Condition = Record<string, Record<string, unknown>>;

/** Whether a request of outsiders passes with that, and what it holds under the key. */
function shown(statements: StatementJson | StatementJson[], key: string, context = s3): [string, unknown] {
  const { admitsOutsidePrincipals, principalWitness } = decide(statements, context);
  const held = principalWitness?.keys.find((one) => one.key === key.toLowerCase());
  return [answered(admitsOutsidePrincipals), held?.values];
}

describe("numbers, which are whole and not negative", () => {
  const key = "s3:max-keys";
  test.each<[Condition, string, unknown]>([
    [{ NumericEquals: { [key]: "10" } }, "yes", ["10"]],
    [{ NumericLessThan: { [key]: "10" } }, "yes", ["0"]],
    [{ NumericLessThan: { [key]: "0" } }, "no", undefined],
    [{ NumericGreaterThan: { [key]: "10" } }, "yes", ["11"]],
    [{ NumericGreaterThan: { [key]: "10" }, NumericLessThan: { [key]: "12" } }, "yes", ["11"]],
    [{ NumericGreaterThan: { [key]: "10" }, NumericLessThan: { [key]: "11" } }, "no", undefined],
    [{ NumericGreaterThan: { [key]: "10.5" }, NumericLessThan: { [key]: "11.5" } }, "yes", ["11"]],
    [{ NumericGreaterThan: { [key]: "10.2" }, NumericLessThan: { [key]: "10.8" } }, "no", undefined],
    [
      {
        NumericGreaterThanEquals: { [key]: "5" },
        NumericLessThan: { [key]: "10" },
        NumericNotEquals: { [key]: ["5", "6"] },
      },
      "yes",
      ["9"],
    ],
    // Compared as a number and as a text: what it can hold is not worked out.
    [{ NumericEquals: { [key]: "10" }, StringEquals: { [key]: "11" } }, "unknown", undefined],
  ])("%j: %s", (Condition, expected, held) => {
    expect(shown(allow({ Action: "s3:ListBucket", Condition }), key)).toEqual([expected, held]);
  });
});

describe("instants, a second apart", () => {
  const key = "aws:CurrentTime";
  const [noon, after] = ["2030-01-01T12:00:00Z", "2030-01-01T12:00:02Z"];
  test.each<[Condition, string | undefined, string, unknown]>([
    [{ DateEquals: { [key]: noon } }, undefined, "yes", ["2030-01-01T12:00:00.000Z"]],
    [
      { DateGreaterThan: { [key]: noon }, DateLessThan: { [key]: after } },
      undefined,
      "yes",
      ["2030-01-01T12:00:01.000Z"],
    ],
    [{ DateGreaterThan: { [key]: noon }, DateLessThan: { [key]: noon } }, undefined, "no", undefined],
    [{ DateLessThan: { [key]: noon } }, "2030-01-01T11:00:00Z", "yes", ["2030-01-01T11:59:59.000Z"]],
    [{ DateLessThan: { [key]: noon } }, "2030-01-01T11:59:59.500Z", "yes", ["2030-01-01T11:59:59.500Z"]],
    [{ DateLessThan: { [key]: noon } }, noon, "no", undefined],
    [{ DateLessThanEquals: { [key]: noon } }, noon, "yes", ["2030-01-01T12:00:00.000Z"]],
    [{ DateNotEquals: { [key]: noon } }, noon, "yes", ["2030-01-01T12:00:01.000Z"]],
    [{ DateLessThan: { "aws:TokenIssueTime": noon } }, after, "yes", undefined],
  ])("%j from %s on: %s", (Condition, now, expected, held) => {
    expect(shown(allow({ Condition }), key, now === undefined ? s3 : { ...s3, now })).toEqual([expected, held]);
  });
});

describe("addresses, of either kind", () => {
  const key = "aws:VpcSourceIp";
  const six = "2001:db8::/32";
  test.each<[Condition, string, unknown]>([
    [{ IpAddress: { [key]: "192.168.0.0/16" } }, "yes", ["192.168.0.0"]],
    [{ IpAddress: { [key]: "192.168.0.0/16" }, NotIpAddress: { [key]: "192.168.0.0/17" } }, "yes", ["192.168.128.0"]],
    [{ IpAddress: { [key]: "192.168.0.0/17" }, NotIpAddress: { [key]: "192.168.0.0/16" } }, "no", undefined],
    [{ NotIpAddress: { [key]: "192.168.0.0/16" } }, "yes", ["10.0.0.1"]],
    [{ NotIpAddress: { [key]: "10.0.0.0/8" } }, "yes", ["0.0.0.0"]],
    [{ NotIpAddress: { [key]: "0.0.0.0/0" } }, "yes", ["0:0:0:0:0:0:0:0"]],
    [{ NotIpAddress: { [key]: "::/0" } }, "yes", ["10.0.0.1"]],
    [{ NotIpAddress: { [key]: ["0.0.0.0/0", "::/0"] } }, "no", undefined],
    [{ IpAddress: { [key]: six } }, "yes", ["2001:db8:0:0:0:0:0:0"]],
    [{ IpAddress: { [key]: "2001:db8::/31" }, NotIpAddress: { [key]: six } }, "yes", ["2001:db9:0:0:0:0:0:0"]],
  ])("%j: %s", (Condition, expected, held) => {
    expect(shown(allow({ Condition }), key)).toEqual([expected, held]);
  });
});

describe("what can hold little", () => {
  test.each<[Condition, string]>([
    [{ Bool: { "aws:SecureTransport": "false" } }, "yes"],
    [{ Bool: { "aws:SecureTransport": "perhaps" } }, "no"],
    [{ Bool: { "aws:SecureTransport": ["true", "false"] } }, "yes"],
    [{ StringNotEquals: { "aws:SecureTransport": ["true", "false"] } }, "no"],
    [{ Null: { "aws:SecureTransport": "true" } }, "no"],
    [{ StringLike: { "aws:PrincipalType": "Fed*" } }, "yes"],
    [{ StringLike: { "aws:PrincipalType": "Service*" } }, "no"],
    [{ NumericEquals: { "aws:PrincipalType": "1" } }, "unknown"],
  ])("%j: %s", (Condition, expected) => {
    expect(answered(decide(allow({ Condition })).admitsOutsidePrincipals)).toBe(expected);
  });
});

describe("several values under one key", () => {
  const key = "aws:TagKeys";
  const any = (value: string) => when("ForAnyValue:StringEquals", key, value);

  test("as many as it takes to meet one condition each", () => {
    const all = { "ForAnyValue:StringEquals": { [key]: "a" }, "ForAnyValue:StringLike": { [key]: "b*" } };
    expect(shown(allow({ Condition: all }), key)).toEqual(["yes", expect.arrayContaining(["a", "b"])]);
    const others = expect.arrayContaining(["a", expect.stringMatching(/^b./)]);
    expect(shown([allow({ Condition: all }), deny(any("b"))], key)).toEqual(["yes", others]);
  });

  test("none of them that ForAllValues does not take", () => {
    const only = { "ForAnyValue:StringEquals": { [key]: "a" }, "ForAllValues:StringEquals": { [key]: ["a", "b"] } };
    expect(shown(allow({ Condition: only }), key)).toEqual(["yes", ["a"]]);
    expect(shown([allow({ Condition: only }), deny(when("ForAllValues:StringEquals", key, "a"))], key)).toEqual([
      "yes",
      ["a", "b"],
    ]);
    expect(shown([allow({ Condition: only }), deny(any("a"))], key)).toEqual(["no", undefined]);
  });

  test("more than can be looked at leave a no open", () => {
    const names = Array.from({ length: 12 }, (_, at) => `tag-${at}`);
    const each = names.map((name) => deny(any(name)));
    const Condition = { "ForAnyValue:StringEquals": { [key]: names }, "ForAllValues:StringEquals": { [key]: names } };
    expect(shown([allow({ Condition }), ...each], key)[0]).toBe("unknown");
  });
});
