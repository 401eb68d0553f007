import { describe, expect, test } from "vitest";
import { checkChoice, selectMembers, selectNamed, type AccountChoice } from "../../../src/collectors/accounts.ts";
import type { MemberAccount } from "../../../src/collectors/organization.ts";

const none: AccountChoice = { org: true, accounts: [], excludeAccounts: [], ous: [] };

function member(id: string, state = "ACTIVE", path = "Root", units = ["r-ab12"]): MemberAccount {
  return { id, name: `account ${id}`, state, path, units };
}

const members = [
  member("333333333333", "ACTIVE", "Root/Workloads/Prod", ["r-ab12", "ou-ab12-work", "ou-ab12-prod"]),
  member("111111111111"),
  member("222222222222", "ACTIVE", "Root/Workloads", ["r-ab12", "ou-ab12-work"]),
];

const scannedIds = (choice: Partial<AccountChoice>, all = members) =>
  selectMembers({ ...none, ...choice }, all).scanned.map(({ id }) => id);

describe("accounts of an organization", () => {
  test("are scanned in order of id, without what only the selection needs", () => {
    const { scanned } = selectMembers(none, members);
    expect(scanned.map(({ id }) => id)).toEqual(["111111111111", "222222222222", "333333333333"]);
    expect(Object.keys(scanned[0] ?? {})).toEqual(["id", "name", "state", "path"]);
  });

  test.each([
    ["ACTIVE", true],
    ["PENDING_CLOSURE", true],
    ["SOMETHING_NEW", true],
    ["", true],
    ["SUSPENDED", false],
    ["CLOSED", false],
    ["PENDING_ACTIVATION", false],
  ])("in state %j are entered: %s (5.6)", (state, isEntered) => {
    const { scanned, skipped } = selectMembers(none, [member("111111111111", state)]);
    expect(scanned.length).toBe(isEntered ? 1 : 0);
    expect(skipped.map(({ reason }) => reason)).toEqual(isEntered ? [] : [`account state ${state}`]);
  });

  test("that are excluded or not chosen are skipped with the reason, not forgotten", () => {
    const { scanned, skipped } = selectMembers(
      { ...none, accounts: ["111111111111", "222222222222"], excludeAccounts: ["222222222222"] },
      members,
    );
    expect(scanned.map(({ id }) => id)).toEqual(["111111111111"]);
    expect(skipped.map(({ account, reason }) => [account.id, reason])).toEqual([
      ["222222222222", "excluded by --exclude-account"],
      ["333333333333", "not chosen by --account"],
    ]);
  });

  test.each([
    ["ou-ab12-work", ["222222222222", "333333333333"]],
    ["ou-ab12-prod", ["333333333333"]],
    ["r-ab12", ["111111111111", "222222222222", "333333333333"]],
    ["Workloads", ["222222222222", "333333333333"]],
    ["Workloads/Prod/", ["333333333333"]],
    ["Root/Workloads", ["222222222222", "333333333333"]],
    ["Root", ["111111111111", "222222222222", "333333333333"]],
  ])("of unit %s are those in it and below it", (unit, ids) => {
    expect(scannedIds({ ous: [unit] })).toEqual(ids);
  });

  test("a unit that is the start of another's name is not that unit", () => {
    expect(() => scannedIds({ ous: ["Work"] })).toThrow(/no account is in an organizational unit "Work"/);
  });

  test("a mistyped account or unit is an error that says what was meant", () => {
    expect(() => scannedIds({ accounts: ["111111111112"] })).toThrow(
      expect.objectContaining({ hint: "did you mean 111111111111?" }),
    );
    expect(() => scannedIds({ ous: ["Worklaods"] })).toThrow(
      expect.objectContaining({ hint: "did you mean Workloads?" }),
    );
  });
});

describe("accounts without --org", () => {
  test("are the caller's own, or those that are named", () => {
    const choice = { ...none, org: false };
    expect(selectNamed(choice, "999999999999").scanned.map(({ id }) => id)).toEqual(["999999999999"]);
    const named = selectNamed(
      { ...choice, accounts: ["222222222222", "111111111111", "222222222222"] },
      "999999999999",
    );
    expect(named.scanned.map(({ id }) => id)).toEqual(["111111111111", "222222222222"]);
  });
});

describe("checkChoice", () => {
  test("refuses ids that are none, all in one go", () => {
    expect(() => checkChoice({ ...none, accounts: ["12345"], excludeAccounts: ["prod"] })).toThrow(
      /"12345".*\n.*"prod"/,
    );
  });

  test("refuses --ou without --org", () => {
    expect(() => checkChoice({ ...none, org: false, ous: ["Prod"] })).toThrow(/--ou chooses from an organization/);
  });
});
