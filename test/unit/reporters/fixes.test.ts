import { describe, expect, test } from "vitest";
import type { Finding, Report } from "../../../src/report/report.ts";
import { renderHtml } from "../../../src/reporters/html.ts";
import { renderText } from "../../../src/reporters/text.ts";
import { canonicalReport } from "../../support/canonical-report.ts";

const hostile = "Associate <img src=x onerror=alert(1)> with \u001b[31mrtb-1\u001b[0m.";

/** A report in which one step mends two findings of which one has a severity of its own. */
function sharedReport(): Report {
  const report = canonicalReport();
  const first = report.findings.find(({ ruleId, status }) => ruleId === "s3-through-nat" && status === "fail");
  if (first === undefined) throw new Error("the canonical report has no failure of s3-through-nat");
  const second: Finding = {
    ...first,
    severity: "low",
    fingerprint: "second",
    resource: { ...first.resource, id: "subnet-second" },
  };
  const { account, region } = first.resource;
  const fix = {
    ruleId: first.ruleId,
    account,
    region,
    action: hostile,
    consequences: ["Buckets in other Regions stay on NAT."],
    findings: [first.fingerprint, second.fingerprint],
  };
  return { ...report, findings: [first, second], fixes: [fix] };
}

describe("a step that mends several findings", () => {
  const text = renderText(sharedReport(), { color: false, width: 100 });
  const html = renderHtml(sharedReport());

  test("stands once in the text, over what it mends, with its consequence", () => {
    expect(text.match(/One fix for 2 findings/g)).toHaveLength(1);
    expect(text.match(/Buckets in other Regions stay on NAT\./g)).toHaveLength(1);
    expect(text.indexOf("One fix")).toBeLessThan(text.indexOf("subnet-second"));
    expect(text).not.toContain("fix: ");
  });

  test("a finding whose severity is not its rule's says so", () => {
    expect(text).toMatch(/subnet-second.*LOW/);
    expect(text.match(/ LOW$/gm)).toHaveLength(1);
  });

  test("has its section in the page, which is left out where nothing is shared", () => {
    expect(html).toContain('<section id="fixes"');
    expect(html).toContain('<a href="#fixes">');
    expect(html).toContain("1 step would mend 2 findings.");
    expect(renderHtml({ ...sharedReport(), fixes: [] })).not.toContain('id="fixes"');
  });

  test("is text and not markup, whatever AWS put into it", () => {
    expect(text).not.toContain("\u001b");
    expect(html).not.toContain("<img src=x");
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
  });

  test("a report of an older vpclint, without steps, is rendered as before", () => {
    const { fixes: _, ...older } = sharedReport();
    expect(renderText(older, { color: false, width: 100 })).toContain("fix: Associate vpce-0aaaabbbbccccdddd");
  });
});
