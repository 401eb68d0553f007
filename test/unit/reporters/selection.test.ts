import { describe, expect, test } from "vitest";
import { renderHtml } from "../../../src/reporters/html.ts";
import type { FindingIndex } from "../../../src/reporters/html/archive-shape.ts";
import { choicesOf, readRow, selectRows, type Criteria } from "../../../src/reporters/html/client/selection.ts";
import { canonicalReport } from "../../support/canonical-report.ts";

const block = /id="findings-index">([^<]*)</.exec(renderHtml(canonicalReport()))?.[1] ?? "";
const index = JSON.parse(block) as FindingIndex;

const all: Criteria = {
  search: "",
  severities: new Set(["critical", "high", "medium", "low", "info"]),
  statuses: new Set(["fail", "unknown"]),
  rule: "",
  account: "",
  region: "",
};

const idsOf = (criteria: Partial<Criteria>) =>
  selectRows(index, { ...all, ...criteria }).map((row) => readRow(index, row).id);

describe("selectRows", () => {
  test("without criteria selects everything, failures first", () => {
    expect(selectRows(index, all)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(index.failed).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
  });

  test.each([
    [{ severities: new Set(["high"] as const) }, ["vpce-0eeee111122223333", "*"]],
    [{ statuses: new Set(["unknown"] as const), rule: "s3-through-nat" }, ["subnet-0ffee"]],
    [{ account: "777788889999" }, ["rtb-0bad", "vpc-0evil"]],
    [{ region: "*" }, ["*", "210987654321", "444455556666"]],
    [{ account: "no such account" }, []],
    [{ search: "NAT-0123 s3" }, ["subnet-0a1b2c3d4e5f60718"]],
    [{ search: "kms" }, ["vpce-0eeee111122223333"]],
    [{ search: "<script> nothing-like-it" }, []],
  ] satisfies [Partial<Criteria>, string[]][])("%o selects %j", (criteria, ids) => {
    expect(idsOf(criteria)).toEqual(ids);
  });
});

test("choicesOf lists what a column holds, once and sorted", () => {
  expect(choicesOf(index, index.region)).toEqual(["*", "us-east-1"]);
});
