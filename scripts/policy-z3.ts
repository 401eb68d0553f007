import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import fc from "fast-check";
import { decidePolicy } from "../src/policy/decide.ts";
import type { Decision } from "../src/policy/decide.ts";
import { isUnknown } from "../src/unknown.ts";
import { policiesOf } from "../test/unit/policy/oracle/generate.ts";
import type { Generated } from "../test/unit/policy/oracle/generate.ts";
import { pools } from "../test/unit/policy/oracle/pools.ts";
import type { Pool } from "../test/unit/policy/oracle/pools.ts";
import type { Question } from "./policy-z3/policy.ts";
import type { Answered, SolverAnswer } from "./policy-z3/solver.ts";

/**
 * Puts generated policies to the decision and to Z3, and compares the answers: `npm run oracle:z3 -- COUNT SEED`. Z3 runs
 * in a child process, which is killed after a while: its memory only grows, and some policies take it too long.
 */

const policiesPerChild = 350;
const millisecondsPerPolicy = 120_000;

const count = Number(process.argv[2] ?? 2100);
const seed = Number(process.argv[3] ?? 20261126);

const questions = {
  principals: "admitsOutsidePrincipals",
  resources: "admitsOutsideResources",
  full: "fullAccess",
  nothing: "deniesEverything",
} as const satisfies Record<Question, keyof Decision>;

const outcomes = [
  "agree",
  "decision-unknown",
  "reference-open",
  "reference-open-but-decided",
  "z3-unknown",
  "z3-timeout",
  "not-translated",
  "disagree",
] as const;
type Outcome = (typeof outcomes)[number];

class Z3Child {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  asked = 0;

  constructor() {
    this.#process = spawn(process.execPath, ["--import", "tsx", "scripts/policy-z3-child.ts"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    if (this.#process.stdout === null) throw new Error("the child has no output");
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** Undefined where it took too long. */
  async ask(pool: Pool, { document, context }: Generated): Promise<Answered | { error: string } | undefined> {
    this.asked += 1;
    this.#process.stdin?.write(`${JSON.stringify({ pool: pool.name, document, context })}\n`);
    const waited = new AbortController();
    const line = await Promise.race([
      this.#lines.next(),
      setTimeout(millisecondsPerPolicy, undefined, { signal: waited.signal }).catch(() => undefined),
    ]);
    waited.abort();
    if (line === undefined) return undefined;
    if (line.done === true) return { error: "the child ended" };
    return JSON.parse(line.value) as Answered | { error: string };
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }
}

function outcomeOf(ours: string, theirs: SolverAnswer): Outcome {
  if (theirs === "unknown") return "z3-unknown";
  if (theirs === "open") return ours === "unknown" ? "reference-open" : "reference-open-but-decided";
  if (ours === "unknown") return "decision-unknown";
  return ours === theirs ? "agree" : "disagree";
}

function answered(decision: Decision, question: Question): string {
  const answer = decision[questions[question]];
  if (isUnknown(answer)) return "unknown";
  return answer ? "yes" : "no";
}

function compare(generated: Generated, found: Answered): [Question, Outcome][] {
  const decision = decidePolicy(generated.document, generated.context);
  return (Object.keys(questions) as Question[]).map((question) => {
    const [ours, theirs] = [answered(decision, question), found.answers[question]];
    const outcome = outcomeOf(ours, theirs);
    if (outcome === "disagree") {
      console.log(`${question}: decided ${ours}, by Z3 ${theirs}\n${generated.document}`);
      console.log(JSON.stringify(generated.context));
      const request = found.requests[question];
      if (request !== undefined) console.log(`Z3's request:\n${request}`);
    }
    return [question, outcome];
  });
}

const all = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
let child = new Z3Child();
for (const pool of pools) {
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  const numRuns = Math.ceil(count / pools.length);
  for (const generated of fc.sample(policiesOf(pool), { numRuns, seed })) {
    if (child.asked >= policiesPerChild) {
      child.kill();
      child = new Z3Child();
    }
    const found = await child.ask(pool, generated);
    if (found === undefined) {
      counts["z3-timeout"] += 1;
      child.kill();
      child = new Z3Child();
    } else if ("error" in found) {
      counts["not-translated"] += 1;
      console.log(`${found.error}\n${generated.document}`);
    } else {
      for (const [, outcome] of compare(generated, found)) counts[outcome] += 1;
    }
  }
  console.log(`${pool.name}: seed ${seed}, ${numRuns} policies, answers ${JSON.stringify(counts)}`);
  for (const outcome of outcomes) all[outcome] += counts[outcome];
}
child.kill();
console.log(`all: ${JSON.stringify(all)}`);
process.exitCode = all.disagree + all["not-translated"] > 0 ? 1 : 0;
