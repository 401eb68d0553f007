import { admission, cellsOf } from "./cells.ts";
import type { Cell, CellFilter, Space } from "./cells.ts";
import { requestsOf } from "./concrete.ts";
import type { RequestSource } from "./concrete.ts";
import type { Evaluator } from "./evaluate.ts";
import type { Request } from "./request.ts";
import type { Truth } from "./truth.ts";

/** What is asked of a policy, and what the answer rests on. */
export interface Case {
  space: Space;
  source: RequestSource;
  evaluate: Evaluator;
}

export interface Question extends CellFilter {
  /** Whether the context settles that the cell's requests are what the question is about. */
  isSettled(cell: Cell): boolean;
}

export interface Answer {
  truth: Truth;
  /** A concrete request that shows a `yes`. */
  witness?: Request;
  /** Cells that kept the answer from being a `no`; none where it is one. */
  open: readonly Cell[];
}

/** Concrete requests that are put to the evaluator: in all, and of one cell. */
const maxAttempts = 8000;
const maxAttemptsPerCell = 300;
const maxOpen = 40;

/** Whether some request that the question is about is admitted. */
export function findAdmitted(theCase: Case, question: Question): Answer {
  return findRequest(theCase, question, { ofCell: (cell) => admission(theCase.space, cell), wanted: "yes" });
}

/** Whether some request that the question is about is refused. */
export function findRefused(theCase: Case, question: Question): Answer {
  const ofCell = (cell: Cell): Truth => refusals[admission(theCase.space, cell)];
  return findRequest(theCase, question, { ofCell, wanted: "no" });
}

const refusals: Readonly<Record<Truth, Truth>> = { yes: "no", no: "yes", maybe: "maybe" };

interface Wish {
  /** Whether all, none or perhaps some of the cell's requests are such. */
  ofCell(cell: Cell): Truth;
  /** What the evaluator says of such a request. */
  wanted: Truth;
}

function findRequest({ space, source, evaluate }: Case, question: Question, { ofCell, wanted }: Wish): Answer {
  const certain: Cell[] = [];
  const possible: Cell[] = [];
  for (const cell of cellsOf(space, question)) {
    const truth = ofCell(cell);
    if (truth === "yes") certain.push(cell);
    if (truth === "maybe") possible.push(cell);
  }
  const open = [...certain, ...possible];
  if (open.length === 0) return { truth: "no", open };
  let attempts = 0;
  for (const cell of open.filter((one) => question.isSettled(one))) {
    let ofCellAttempts = 0;
    for (const request of requestsOf(cell, source)) {
      // The classes only propose: what the evaluator does not confirm is never reported.
      if (evaluate(request) === wanted) return { truth: "yes", witness: request, open: [cell] };
      attempts += 1;
      ofCellAttempts += 1;
      if (ofCellAttempts >= maxAttemptsPerCell) break;
    }
    if (attempts >= maxAttempts) break;
  }
  return { truth: "maybe", open: [...possible, ...certain].slice(0, maxOpen) };
}
