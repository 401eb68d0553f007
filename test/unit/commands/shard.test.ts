import { describe, expect, test } from "vitest";
import { percentage } from "../../../src/commands/arguments.ts";
import { resolveShard, shardChoice } from "../../../src/commands/shard.ts";
import { UserError } from "../../../src/errors.ts";

describe("--shard", () => {
  test("takes i/n and auto/n", () => {
    expect(shardChoice("2/8")).toEqual({ index: 2, count: 8 });
    expect(shardChoice("8/8")).toEqual({ index: 8, count: 8 });
    expect(shardChoice("auto/10000")).toEqual({ index: "auto", count: 10_000 });
  });

  test.each(["0/3", "4/3", "1", "1/0", "x/3", "1/3/5", "auto/", "1/10001", "-1/3", "1.5/3", " 1/3"])(
    "refuses %j",
    (value) => {
      expect(() => shardChoice(value)).toThrow(/it takes i\/n/);
    },
  );

  test.each([
    ["AWS_BATCH_JOB_ARRAY_INDEX", "0", 1],
    ["JOB_COMPLETION_INDEX", "3", 4],
  ])("auto reads %s=%s, which counts from 0", (name, value, index) => {
    expect(resolveShard({ index: "auto", count: 4 }, { [name]: value })).toEqual({ index, count: 4 });
  });

  test("an array job's variables are not read unless auto is asked for", () => {
    expect(resolveShard({ index: 2, count: 4 }, { JOB_COMPLETION_INDEX: "3" })).toEqual({ index: 2, count: 4 });
  });

  test.each([
    ["no job", {}, /finds none of AWS_BATCH_JOB_ARRAY_INDEX/],
    ["an empty variable", { JOB_COMPLETION_INDEX: "" }, /finds none of/],
    ["an index beyond the last part", { JOB_COMPLETION_INDEX: "4" }, /counts from 0 to 3/],
    ["an index that is none", { JOB_COMPLETION_INDEX: "first" }, /counts from 0 to 3/],
    ["two jobs that disagree", { JOB_COMPLETION_INDEX: "1", AWS_BATCH_JOB_ARRAY_INDEX: "2" }, /different parts/],
  ])("auto refuses %s", (_, env, message) => {
    const resolve = () => resolveShard({ index: "auto", count: 4 }, env);
    expect(resolve).toThrow(UserError);
    expect(resolve).toThrow(message);
  });
});

describe("--min-coverage", () => {
  test("takes a percentage", () => {
    expect(["0", "95", "99.5", "100"].map(percentage)).toEqual([0, 95, 99.5, 100]);
  });

  test.each(["101", "-1", "many", "", "100.01", "1e1"])("refuses %j", (value) => {
    expect(() => percentage(value)).toThrow(/percentage/);
  });
});
