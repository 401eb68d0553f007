import { describe, expect, test } from "vitest";
import { toHtml } from "../../../src/reporters/html/markup.ts";
import { showExhibit } from "../../../src/reporters/html/parts/exhibits.ts";
import { describeExhibit, type StatementsExhibit } from "../../../src/reporters/wording.ts";

const exhibit: StatementsExhibit = {
  kind: "statements",
  title: "Policy of vpce-1",
  verdict: "open-both",
  statements: [],
  tighter: { summary: "Statement[0] gets a condition", policy: '{\n  "Statement": "<b>&\\u202e"\n}' },
};

describe("a tighter policy in the reports", () => {
  test("is collapsed in HTML, line by line, as text", () => {
    const html = toHtml(showExhibit(exhibit));
    expect(html).toContain(
      '<details class="tighter"><summary>A tighter policy: Statement[0] gets a condition</summary>',
    );
    expect(html).toContain(
      "<pre><span>{</span><span>  &quot;Statement&quot;: &quot;&lt;b&gt;&amp;\\u202e&quot;</span><span>}</span></pre>",
    );
  });

  test("is a line in text, for it is long", () => {
    expect(describeExhibit(exhibit).at(-1)).toBe("a tighter policy: Statement[0] gets a condition");
  });

  test("and where none was found, that is said", () => {
    const none = { ...exhibit, tighter: { summary: "no tighter policy was found: nobody knows who we are" } };
    expect(toHtml(showExhibit(none))).toContain('<p class="tighter">no tighter policy was found');
    expect(describeExhibit(none).at(-1)).toBe("no tighter policy was found: nobody knows who we are");
  });
});
