import { describe, expect, test } from "vitest";
import { formatUserError, UserError } from "../../../src/errors.ts";
import { parseReport } from "../../../src/report/parse.ts";
import { renderJson } from "../../../src/reporters/json.ts";
import { canonicalReport } from "../../support/canonical-report.ts";

function errorOf(text: string): string {
  try {
    parseReport(text, "report.json");
  } catch (error) {
    if (error instanceof UserError) return formatUserError(error);
    throw error;
  }
  return "no error";
}

const text = renderJson(canonicalReport());

describe("parseReport", () => {
  test("reads what the json reporter wrote: the report fits schemas/report.schema.json", () => {
    expect(parseReport(text, "report.json")).toEqual(canonicalReport());
  });

  test("the schema knows every member: one more is refused", () => {
    const report = { ...canonicalReport(), surprise: 1 };
    expect(errorOf(JSON.stringify(report))).toContain('the file may not have "surprise"');
  });

  test("names the line of what does not fit", () => {
    const broken = text.replace('"severity": "high"', '"severity": "huge"');
    expect(errorOf(broken)).toMatch(/^report\.json:\d+:\d+: error: rules\.1\.severity must be one of critical, high/);
  });

  test("names the exhibit's member, and not every kind that the exhibit is not", () => {
    const broken = text.replace('"covered": [', '"covered": 3, "covers": [');
    expect(errorOf(broken)).toMatch(/exhibits\.0/);
  });

  test("names the place where the file stops being JSON", () => {
    expect(errorOf(`{\n  "version": }`)).toMatch(/report\.json.*error: this is not JSON/s);
  });

  test.each(["[]", "null", "{}", `{"version":"1"}`])("%s is no report", (other) => {
    expect(errorOf(other)).toContain("is not a vpclint report");
  });

  test("a report of another version says so", () => {
    expect(errorOf(`{"version":2}`)).toContain("has report version 2; this vpclint reads 1");
  });
});
