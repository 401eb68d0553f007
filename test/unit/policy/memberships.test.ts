import { describe, expect, test } from "vitest";
import type { PolicyContext } from "../../../src/policy/context.ts";
import {
  judgeMembership,
  kindOfAccount,
  knownAccounts,
  leavesOrganizationOpen,
} from "../../../src/policy/memberships.ts";
import type { AccountKind } from "../../../src/policy/memberships.ts";
import { compilePattern } from "../../../src/policy/pattern.ts";
import { recognizerOf, recognizerOfTexts } from "../../../src/policy/recognizers.ts";
import { anyText, literal, sequence } from "../../../src/policy/shape.ts";
import { dynamodb, otherOfOurs, ourAccount, ourOrganization, outsider } from "./fixtures.ts";

const [friend, friendly, strange] = ["333333333333", "o-friend12345", "o-strange1234"];
const trusting: PolicyContext = { ...dynamodb, trustedAccounts: [friend], trustedOrganizations: [friendly] };
const incomplete: PolicyContext = { ...trusting, accountsComplete: false };
const { organizationId: _, ...alone } = trusting;

describe("which account is whose", () => {
  test.each<[string, boolean, AccountKind]>([
    [ourAccount, false, "ours"],
    [otherOfOurs, true, "ours"],
    [friend, false, "trusted"],
    [friend, true, "trusted"],
    [outsider, false, "named"],
    [outsider, true, "any-other"],
  ])("%s, named by nobody: %s", (account, isFresh, expected) => {
    expect(kindOfAccount(account, trusting, isFresh)).toBe(expected);
  });

  const none = "in-doubt: whether account 999999999999 is ours is not known: the list of our accounts is incomplete";
  const whose = "in-doubt: whether the organization o-strange1234 is ours is not known";
  const which = "inside: which organization our accounts belong to is not known";
  // Each row: in our organization, in a trusted one, in a named one, in one that is named and none, in any other, in none.
  test.each<[string, AccountKind, PolicyContext, (string | undefined)[]]>([
    ["ours", "ours", trusting, ["inside", undefined, undefined, undefined, undefined, undefined]],
    ["ours", "ours", incomplete, ["inside", undefined, undefined, undefined, undefined, undefined]],
    ["ours, of we know not which", "ours", alone, [which, which, which, which, which, which]],
    ["trusted", "trusted", trusting, [undefined, "inside", "inside", "inside", "inside", "inside"]],
    ["trusted, perhaps ours", "trusted", incomplete, ["inside", "inside", "inside", "inside", "inside", "inside"]],
    [
      "named",
      "named",
      trusting,
      [undefined, "inside", "outside", "in-doubt: o-short is no id of an organization", "outside", "outside"],
    ],
    [
      "named, perhaps ours",
      "named",
      incomplete,
      ["inside", "inside", none, "in-doubt: o-short is no id of an organization", none, none],
    ],
    [
      "any other",
      "any-other",
      incomplete,
      ["inside", "inside", "outside", "in-doubt: o-short is no id of an organization", "outside", "outside"],
    ],
    [
      "any other, of we know not which",
      "any-other",
      alone,
      [
        "in-doubt: whether the organization o-ours123456 is ours is not known",
        "inside",
        whose,
        "in-doubt: o-short is no id of an organization",
        "outside",
        "outside",
      ],
    ],
  ])("%s (%s)", (_name, kind, context, expected) => {
    const standings = [ourOrganization, friendly, strange, "o-short", "fresh", undefined].map((id) => {
      const isFresh = id === "fresh";
      const organization =
        id === undefined
          ? undefined
          : { id: isFresh ? "o-other00000" : id, path: "", isFresh, accepted: new Set<never>() };
      const standing = judgeMembership({ account: outsider, kind, organization, context, isAsked: true });
      if (standing === undefined) return undefined;
      return standing.doubt === undefined ? standing.side : `${standing.side}: ${standing.doubt}`;
    });
    expect(standings).toEqual(expected);
  });

  test("which organization is ours is no doubt where nobody asks", () => {
    const membership = { account: ourAccount, kind: "ours", organization: undefined, context: alone } as const;
    expect(judgeMembership({ ...membership, isAsked: false })).toEqual({ side: "inside" });
  });
});

describe("the accounts that are looked at one by one", () => {
  const beginning = recognizerOf(sequence(literal("2"), anyText), { texts: [], beginnings: ["2"] });
  const inFull = recognizerOfTexts([outsider]);
  const everything = recognizerOf(anyText, { texts: [], beginnings: [""] });
  const known = (recognizers: Parameters<typeof knownAccounts>[2], accounts: string[], samples: string[] = []) =>
    knownAccounts(
      trusting,
      { accounts: new Set(accounts), organizations: new Set(), samples: new Set(samples) },
      recognizers,
    ).map(
      ({ text, isFresh, accepted }) =>
        `${text}${isFresh ? " fresh" : ""} ${recognizers.map((one) => Number(accepted.has(one))).join("")}`,
    );

  test("one of ours, and a trusted one, where all others are spelled out", () => {
    expect(known([], [])).toEqual([`${ourAccount} `, `${friend} `]);
    expect(known([inFull, everything], [outsider])).toEqual([`${outsider} 11`, `${ourAccount} 01`, `${friend} 01`]);
  });

  test("one for each way to treat them, where a number is compared in part", () => {
    expect(known([beginning], [])).toEqual([`${ourAccount} 0`, `${otherOfOurs} 1`, `${friend} 0`]);
    const other = recognizerOf(sequence(literal("1"), anyText), { texts: [], beginnings: ["1"] });
    expect(known([beginning, other], [])).toEqual([`${ourAccount} 01`, `${otherOfOurs} 10`, `${friend} 00`]);
    // A named one is there already.
    expect(known([beginning], [ourAccount])).toEqual([`${ourAccount} 0`, `${otherOfOurs} 1`, `${friend} 0`]);
  });

  test("what variables stand for, where it is an account's number: nobody's, unless it is on a list", () => {
    const samples = ["888888888888", "88888888888", "o-other00000", "x888888888888", "8888888888888", friend];
    expect(known([], [outsider], samples)).toEqual([
      `${outsider} `,
      "888888888888 fresh ",
      `${friend} `,
      `${ourAccount} `,
    ]);
  });
});

test.each([
  ["o-ours123456/r-ab12/*", false],
  ["o-ours123456/*", false],
  ["o-ours123456*", true],
  ["o-*/r-ab12/*", true],
  ["o-/r-ab12/*", true],
  ["*/r-ab12/*", true],
  ["x/o-ours123456/*", true],
])("%s leaves the organization open: %s", (text, expected) => {
  const pattern = compilePattern(text, { version: "2012-10-17", wildcards: true, arn: false });
  expect(leavesOrganizationOpen(pattern)).toBe(expected);
});
