import { describe, expect, test } from "vitest";
import { checkRegionNames, selectRegions, type RegionListing } from "../../../src/collectors/regions.ts";

const listing: RegionListing = {
  regions: [
    { name: "eu-west-1", optIn: "enabled", status: "opt-in-not-required" },
    { name: "me-south-1", optIn: "not-enabled", status: "not-opted-in" },
  ],
};
const denied: RegionListing = { regions: [], failure: { outcome: "denied", reason: "no" } };

describe("selectRegions", () => {
  test("without --region takes all, also those to be recorded as not enabled", () => {
    expect(selectRegions(listing, [])).toEqual(listing.regions);
  });

  test("with --region takes those, each once and in order of name", () => {
    expect(selectRegions(listing, ["me-south-1", "eu-west-1", "eu-west-1"]).map(({ name }) => name)).toEqual([
      "eu-west-1",
      "me-south-1",
    ]);
  });

  test("a Region that the account does not list is not enabled there", () => {
    expect(selectRegions(listing, ["ap-east-1"])).toEqual([
      { name: "ap-east-1", optIn: "not-enabled", status: "the account does not list this Region" },
    ]);
  });

  test("a Region that was asked for is tried where the list was refused", () => {
    expect(selectRegions(denied, ["eu-west-1"])[0]?.optIn).toBe("unknown");
    expect(selectRegions(denied, [])).toEqual([]);
  });
});

describe("checkRegionNames", () => {
  const known = ["eu-west-1", "us-east-1"];

  test("takes what is known, and anything where nothing is known", () => {
    expect(() => checkRegionNames(["eu-west-1"], "aws", known)).not.toThrow();
    expect(() => checkRegionNames(["eu-west-9"], "aws", [])).not.toThrow();
  });

  test("says what was meant", () => {
    expect(() => checkRegionNames(["eu-wset-1"], "aws", known)).toThrow(
      expect.objectContaining({ code: "unknown-region", hint: "did you mean eu-west-1?" }),
    );
  });

  test("refuses a Region of another partition (5.8)", () => {
    expect(() => checkRegionNames(["cn-north-1"], "aws", [])).toThrow(/partition aws/);
  });
});
