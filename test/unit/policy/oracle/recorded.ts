import { readFileSync, writeFileSync } from "node:fs";
import type { Request } from "../../../../src/policy/request.ts";
import type { Pool } from "./pools.ts";
import type { OracleAnswers } from "./tally.ts";

/**
 * Answers of the enumeration, kept: building a universe takes seconds, too long for a test that mutation testing runs
 * thousands of times. `enumeration-*.property.test.ts` holds them to the enumeration, and makes them with UPDATE=1.
 */
export interface Recorded {
  document: string;
  /** The place of the context in the pool's. */
  context: number;
  answers: OracleAnswers;
  requests: { request: Request; truth: "yes" | "no" }[];
}

const fileOf = ({ namespace }: Pool): URL =>
  new URL(`../../../fixtures/enumerated/${namespace}.jsonl`, import.meta.url);

export function readRecorded(pool: Pool): Recorded[] {
  const lines = readFileSync(fileOf(pool), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Recorded);
}

export function writeRecorded(pool: Pool, rows: readonly Recorded[]): void {
  writeFileSync(fileOf(pool), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}
