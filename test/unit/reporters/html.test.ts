import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { buildReportClient } from "../../../scripts/build-report-client.ts";
import type { Finding, Report } from "../../../src/report/report.ts";
import { renderHtml } from "../../../src/reporters/html.ts";
import { chunkBlock, indexBlock, orderFindings } from "../../../src/reporters/html/archive-shape.ts";
import { element, toHtml } from "../../../src/reporters/html/markup.ts";
import { canonicalReport, hostile } from "../../support/canonical-report.ts";

const report = canonicalReport();

function withFindings(count: number): Report {
  const { findings } = report;
  const copies = Array.from({ length: count }, (_, index) => {
    const finding = findings[index % findings.length] as Finding;
    return { ...finding, resource: { ...finding.resource, id: `resource-${index}` } };
  });
  return { ...report, findings: copies };
}

/** Reads a data block as the page's script does. */
function readBlock(html: string, id: string): unknown {
  const found = new RegExp(`<script type="([^"]+)" id="${id}">([^<]*)</script>`).exec(html);
  const [, type, text = ""] = found ?? [];
  return JSON.parse(type === "application/gzip" ? gunzipSync(Buffer.from(text, "base64")).toString() : text);
}

describe("the page", () => {
  let html = "";
  beforeAll(() => {
    html = renderHtml(report);
  });

  test("allows its one script and one style sheet by hash and nothing else", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? "";
    const script = /<script type="module">(.*?)<\/script>/s.exec(html)?.[1] ?? "";
    const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? "";
    const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(script.length).toBeGreaterThan(1000);
    expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.indexOf("<style>"));
  });

  test("loads nothing: no source, no style sheet, no import, no address in the style", () => {
    const outsideScripts = html.replace(/<script[^>]*>.*?<\/script>/gs, "");
    expect(outsideScripts).not.toMatch(/<[^>]+\s(src|srcset|data|poster|action|background)=/i);
    expect(outsideScripts).not.toMatch(/<(link|iframe|object|embed|base)\b/i);
    expect(outsideScripts).not.toMatch(/url\(|@import/i);
    const addresses = [...outsideScripts.matchAll(/href="([^"]*)"/g)].map(([, address = ""]) => address);
    expect(addresses.filter((address) => !/^(#|https:\/\/docs\.aws\.amazon\.com\/)/.test(address))).toEqual([]);
  });

  test("has no inline styles or event attributes, which its policy would refuse", () => {
    expect(html.replace(/<script[^>]*>.*?<\/script>/gs, "")).not.toMatch(/<[^>]+\s(style|on[a-z]+)=/i);
  });

  test("shows hostile text as text", () => {
    const tags = html.match(/<script\b/g) ?? [];
    expect(tags).toHaveLength(3);
    for (const text of [hostile.script, hostile.attribute, "<img", "`code` <b>"]) {
      expect(html.replace(/<script type="module">.*?<\/script>/s, "")).not.toContain(text);
    }
    expect(html).toContain("&lt;/script&gt;&lt;script&gt;alert(1)");
    expect(html.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });

  test("reads without scripts: verdict, coverage, rule cards with denominators, findings with their evidence", () => {
    const body = html.replace(/<script[^>]*>.*?<\/script>/gs, "");
    expect(body).toContain("Coverage is incomplete.");
    expect(body).toContain("1,204 pass");
    expect(body).toContain("subnet-0a1b2c3d4e5f60718 sends S3 traffic through nat-0123456789abcdef0");
    expect(body).toMatch(/<svg[^>]*role="img"><title>Path: s3 over IPv4<\/title><desc>52\.216\.0\.0\/15/);
    expect(body).toContain("not served, has consumers");
    expect(body).toContain("Principal * without a condition on the organization");
  });

  test("has the landmarks and one main heading", () => {
    for (const tag of ["<header", "<nav", "<main", "<footer", "<h1"]) {
      expect(html.split(tag)).toHaveLength(2);
    }
  });
});

describe("the findings that the page carries", () => {
  test("are all there, failures first, whether packed or plain", () => {
    for (const count of [3, 700]) {
      const large = withFindings(count);
      const html = renderHtml(large);
      const chunks = Array.from(
        { length: Math.ceil(count / 250) },
        (_, chunk) => readBlock(html, chunkBlock(chunk)) as Finding[],
      );
      expect(chunks.flat()).toEqual(orderFindings(large));
      expect(readBlock(html, indexBlock)).toMatchObject({
        id: orderFindings(large).map((finding) => finding.resource.id),
      });
    }
  });

  test("are 200 as HTML, and the page says how many there are", () => {
    const html = renderHtml(withFindings(700));
    expect(html.split('<details class="finding">')).toHaveLength(201);
    expect(html).toContain("The worst 200 of 700.");
  });
});

describe("toHtml", () => {
  test("no text can leave its element or its attribute", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const html = toHtml(element("p", { title: text }, text));
        expect(html).toMatch(/^<p title="[^"<>]*">[^<>]*<\/p>$/);
      }),
    );
  });
});

test("client.generated.ts is what the client's sources give: `npm run generate` writes it", async () => {
  const file = new URL("../../../src/reporters/html/client.generated.ts", import.meta.url);
  expect(await buildReportClient()).toBe(readFileSync(file, "utf8"));
});
