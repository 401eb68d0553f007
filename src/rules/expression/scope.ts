import type { FactObject } from "../../facts/vocabulary.ts";
import type { Expr, ExprType, ParameterValue, Problem, Range } from "./syntax.ts";

/** What an expression may name: the resource's variable, the rule's parameters, the variables of macros around it. */
export interface Scope {
  /** The text of the whole expression. */
  source: string;
  variable: string;
  root: FactObject;
  parameters: ReadonlyMap<string, ParameterValue>;
  locals: ReadonlyMap<string, Local>;
  /** How many macros are around; also the next free slot for a variable. */
  depth: number;
}

interface Local {
  slot: number;
  type: ExprType;
  values?: readonly string[];
  path?: string;
}

/** A problem on its way out of a recursive walk; never leaves src/rules/expression. */
export class ProblemThrown extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

export function refuse(range: Range, message: string, hint?: string): never {
  throw new ProblemThrown({
    message,
    range: { start: range.start, end: range.end },
    ...(hint === undefined ? {} : { hint }),
  });
}

/** `name` where it is there, and only what evidence and checks need of a node for what is derived from it. */
export function withLocal(scope: Scope, name: string, list: Expr): Scope {
  const type: ExprType = list.type.kind === "list" ? list.type.of : { kind: "string" };
  const local: Local = {
    slot: scope.depth,
    type,
    ...(list.values === undefined || list.type.kind !== "list" ? {} : { values: list.values }),
    ...(list.path === undefined ? {} : { path: `${list.path}[]` }),
  };
  return { ...scope, locals: new Map([...scope.locals, [name, local]]), depth: scope.depth + 1 };
}
