import { createInterface } from "node:readline";
import type { PolicyContext } from "../src/policy/context.ts";
import { pools } from "../test/unit/policy/oracle/pools.ts";
import { questionsOf } from "./policy-z3/policy.ts";
import { Solver } from "./policy-z3/solver.ts";
import { openZ3 } from "./policy-z3/z3.ts";

/** Answers one line of JSON with one, until it is killed: Z3's threads never let it end by itself. */

interface Asked {
  pool: string;
  document: string;
  context: PolicyContext;
}

const solver = new Solver(await openZ3());

for await (const line of createInterface({ input: process.stdin })) {
  const { pool: name, document, context } = JSON.parse(line) as Asked;
  const pool = pools.find((one) => one.name === name);
  if (pool === undefined) throw new Error(`there is no pool ${name}`);
  try {
    const answered = await solver.answer(questionsOf(document, pool, context));
    process.stdout.write(`${JSON.stringify(answered)}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`);
  }
}
