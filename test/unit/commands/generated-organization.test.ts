import { expect, test } from "vitest";
import { generatedOrganization } from "../../../src/commands/arguments.ts";

test("--generate takes its members in any order, and has values for those that are left out", () => {
  expect(generatedOrganization("seed=9,accounts=3")).toEqual({ accounts: 3, regions: 17, seed: 9 });
});

test.each(["accounts", "accounts=x", "regions=18", "accounts=0", "planets=3", ""])(
  "--generate refuses %j with what it takes",
  (value) => {
    expect(() => generatedOrganization(value)).toThrow(/accounts=N|1 to 17/);
  },
);
