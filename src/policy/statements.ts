import type { Effect, Statement } from "./document.ts";
import { matchStatement } from "./evaluate.ts";
import type { Answer, Case } from "./questions.ts";
import { describeWitness } from "./request.ts";
import { canMatch } from "./search.ts";
import { boundOf, reasonsOf } from "./why.ts";

export interface DecidingStatement {
  /** Counts from 0. */
  index: number;
  sid?: string;
  effect: Effect;
  why: string;
}

interface Answers {
  principals: Answer;
  resources: Answer;
}

/** What each statement did to the two answers about outsiders; statements that did nothing are left out. */
export function explainStatements(theCase: Case, { principals, resources }: Answers): DecidingStatement[] {
  return theCase.document.statements.flatMap((statement) => {
    const { index, sid, effect } = statement;
    const why = [
      ...explain(theCase, statement, { answer: principals, outsiders: "callers" }),
      ...explain(theCase, statement, { answer: resources, outsiders: "resources" }),
    ];
    if (why.length === 0) return [];
    return [{ index, ...(sid === undefined ? {} : { sid }), effect, why: [...new Set(why)].join("; ") }];
  });
}

interface Asked {
  answer: Answer;
  outsiders: "callers" | "resources";
}

function explain(theCase: Case, statement: Statement, { answer, outsiders }: Asked): string[] {
  if (answer.truth === "yes") {
    if (answer.witness === undefined || !admitsAlone(theCase, statement, answer)) return [];
    return [`outside ${outsiders}: admitted, as ${describeWitness(answer.witness)}`];
  }
  const open = answer.open.filter((cell) => canMatch(theCase.space, cell, statement.index));
  if (statement.effect === "Allow" && open.length > 0) {
    return [`outside ${outsiders}: not decided (${reasonsOf(theCase, { ...answer, open }, outsiders).join("; ")})`];
  }
  const bound = boundOf(theCase, statement, outsiders);
  return bound === undefined ? [] : [`outside ${outsiders}: ${bound}`];
}

function admitsAlone({ tests }: Case, { index, effect }: Statement, { witness }: Answer): boolean {
  const own = tests[index];
  return effect === "Allow" && own !== undefined && witness !== undefined && matchStatement(own, witness) === "yes";
}
