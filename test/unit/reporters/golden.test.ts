import { describe, expect, test } from "vitest";
import { formats, reporters, type Format } from "../../../src/reporters/index.ts";
import { clientScript, clientStyle } from "../../../src/reporters/html/client.generated.ts";
import { canonicalReport } from "../../support/canonical-report.ts";
import { goldenText } from "../../support/golden.ts";

const extensions = { text: "txt", json: "json", sarif: "sarif", html: "html" } as const satisfies Record<
  Format,
  string
>;

const terminal = { color: false, width: 100 };

/** The page's script and style sheet have their own source and their own test; here they would hide the page. */
function withoutClient(text: string): string {
  return text
    .replace(clientScript, "(client script)")
    .replace(clientStyle, "(client style)")
    .replace(/'sha256-[^']+'/g, "(hash)");
}

describe.each(formats)("%s", (format) => {
  test("renders the canonical report as the golden file says", () => {
    const text = withoutClient(reporters[format](canonicalReport(), terminal));
    expect(text).toBe(goldenText(`${format}.${extensions[format]}`, text));
  });

  test("gives the same bytes for the same report, and leaves the report as it was", () => {
    const report = canonicalReport();
    const before = structuredClone(report);
    expect(reporters[format](report, terminal)).toBe(reporters[format](canonicalReport(), terminal));
    expect(report).toEqual(before);
  });

  test("holds no character that commands a terminal or turns the reading direction, in whatever format", () => {
    const text = withoutClient(reporters[format](canonicalReport(), terminal));
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
  });

  test("renders a report of nothing", () => {
    const report = canonicalReport();
    const empty = {
      ...report,
      organization: null,
      rules: [],
      findings: [],
      coverage: { ...report.coverage, accounts: [], regions: [], gaps: [] },
    };
    expect(reporters[format](empty, terminal)).not.toBe("");
  });
});
