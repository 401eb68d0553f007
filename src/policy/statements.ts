import { statementTruth } from "./cells.ts";
import type { Effect, PolicyDocument, Statement } from "./document.ts";
import { createEvaluator } from "./evaluate.ts";
import type { Answer } from "./questions.ts";
import { describeWitness } from "./request.ts";
import type { StatementReading } from "./statement-reading.ts";
import { boundOf, reasonsOf } from "./why.ts";
import type { Scene } from "./why.ts";

export interface DecidingStatement {
  /** Counts from 0. */
  index: number;
  sid?: string;
  effect: Effect;
  why: string;
}

interface Answers {
  document: PolicyDocument;
  principals: Answer;
  resources: Answer;
}

/** What each statement did to the two answers about outsiders; statements that did nothing are left out. */
export function explainStatements(scene: Scene, answers: Answers): DecidingStatement[] {
  return scene.space.readings.flatMap((reading) => {
    const { index, sid, effect } = reading.statement;
    const why = (["callers", "resources"] as const).flatMap((outsiders) =>
      explain(scene, reading, { answers, outsiders }),
    );
    if (why.length === 0) return [];
    return [{ index, ...(sid === undefined ? {} : { sid }), effect, why: [...new Set(why)].join("; ") }];
  });
}

interface Asked {
  answers: Answers;
  outsiders: "callers" | "resources";
}

function explain(scene: Scene, reading: StatementReading, { answers, outsiders }: Asked): string[] {
  const answer = outsiders === "callers" ? answers.principals : answers.resources;
  const { statement } = reading;
  if (answer.truth === "yes") {
    if (answer.witness === undefined || !admitsAlone(scene, statement, { answers, answer })) return [];
    return [`outside ${outsiders}: admitted, as ${describeWitness(answer.witness)}`];
  }
  const open = answer.open.filter((cell) => statementTruth(scene.space, cell, statement.index) !== "no");
  if (statement.effect === "Allow" && open.length > 0) {
    return [`outside ${outsiders}: not decided (${reasonsOf(scene, open, outsiders).join("; ")})`];
  }
  const bound = boundOf(scene, reading, outsiders);
  return bound === undefined ? [] : [`outside ${outsiders}: ${bound}`];
}

function admitsAlone(
  { context }: Scene,
  statement: Statement,
  { answers, answer }: { answers: Answers; answer: Answer },
): boolean {
  const alone = { ...answers.document, statements: [statement] };
  return answer.witness !== undefined && createEvaluator(alone, context)(answer.witness) === "yes";
}
