import { describe, expect, test } from "vitest";
import { decidePolicy } from "../../../src/policy/decide.ts";
import { createEvaluator } from "../../../src/policy/evaluate.ts";
import { isParseFailure, parsePolicy } from "../../../src/policy/parse.ts";
import { isMutationRun } from "../../support/mutation-run.ts";
import { answered } from "./fixtures.ts";
import { questions } from "./oracle/agreement.ts";
import { pools } from "./oracle/pools.ts";
import type { Pool } from "./oracle/pools.ts";
import { readRecorded } from "./oracle/recorded.ts";
import type { Recorded } from "./oracle/recorded.ts";
import type { OracleAnswers } from "./oracle/tally.ts";

describe.each(pools.map((pool) => [pool.name, pool] as const))("%s", (_name, pool) => {
  const rows = readRecorded(pool).filter((_row, at) => !isMutationRun || at % 3 === 1);

  test("requests are evaluated as the oracle evaluates them", () => {
    const apart = rows.flatMap((row) => evaluatedApart(row, contextOf(pool, row)));
    expect(apart.filter(({ ours }) => ours !== "maybe")).toEqual([]);
    expect(apart.length / rows.flatMap(({ requests }) => requests).length).toBeLessThan(0.01);
  });

  test("policies are decided as the enumeration decides them", () => {
    for (const row of rows) expect(decidedApart(row, contextOf(pool, row))).toEqual([]);
  });
});

interface Apart {
  ours: string;
  text: string;
}

function contextOf(pool: Pool, { context }: Recorded): Pool["contexts"][number] {
  const found = pool.contexts[context];
  if (found === undefined) throw new Error(`the pool has no context ${context}`);
  return found;
}

function evaluatedApart({ document, requests }: Recorded, context: Pool["contexts"][number]): Apart[] {
  const parsed = parsePolicy(document);
  if (isParseFailure(parsed)) return [{ ours: "unreadable", text: parsed.message }];
  const evaluate = createEvaluator(parsed, context);
  return requests.flatMap(({ request, truth }) => {
    const ours = evaluate(request);
    return ours === truth ? [] : [{ ours, text: `not ${truth}: ${document} ${JSON.stringify(request)}` }];
  });
}

function decidedApart({ document, answers }: Recorded, context: Pool["contexts"][number]): string[] {
  const decision = decidePolicy(document, context);
  return (Object.keys(questions) as (keyof OracleAnswers)[]).flatMap((name) => {
    const ours = answered(decision[questions[name]]);
    return answers[name] === "open" || ours === answers[name]
      ? []
      : [`${name} ${ours}, not ${answers[name]}: ${document}`];
  });
}
