import { describe, expect, test } from "vitest";
import { readInstant, readNumber } from "../../../src/policy/comparison.ts";
import { allow, outsiders, s3, when } from "./fixtures.ts";

const until = when("DateLessThan", "aws:CurrentTime", "2026-01-01T00:00:00Z");
const from = when("DateGreaterThanEquals", "aws:EpochTime", "1767225600");

describe("the time of requests (policy-semantics 13)", () => {
  test("is free where nobody says when requests come", () => {
    expect(outsiders(allow(until))[0]).toBe("yes");
  });

  test("is free from now on: what has ended admits nobody, what has not begun will", () => {
    expect(outsiders(allow(until), { ...s3, now: "2026-02-01T00:00:00Z" })[0]).toBe("no");
    expect(outsiders(allow(until), { ...s3, now: "2025-12-31T23:59:59Z" })[0]).toBe("yes");
    expect(outsiders(allow(from), { ...s3, now: "2020-01-01T00:00:00Z" })[0]).toBe("yes");
  });
});

test.each<[string, number | undefined]>([
  ["2026-01-01", 1_767_225_600_000],
  ["2026-01-01T00:00:00", 1_767_225_600_000],
  ["2026-01-01T01:00:00+01:00", 1_767_225_600_000],
  ["2026-01-01T00:00:00.123456", 1_767_225_600_123],
  ["1767225600", 1_767_225_600_000],
  ["2026-13-01", undefined],
  ["tomorrow", undefined],
])("%s is the instant %s", (text, instant) => {
  expect(readInstant(text)).toBe(instant);
});

test.each<[string, number | undefined]>([
  ["10", 10],
  ["-1.5", -1.5],
  [".25", 0.25],
  ["1e3", undefined],
  ["", undefined],
])("%j is the number %s", (text, number) => {
  expect(readNumber(text)).toBe(number);
});
