import type { ActionClass } from "./action-classes.ts";
import type { Caller } from "./callers.ts";
import type { PolicyContext } from "./context.ts";
import type { PolicyDocument } from "./document.ts";
import { compileStatements, evaluatorOf } from "./evaluate.ts";
import type { Evaluator, StatementTests } from "./evaluate.ts";
import type { Assignment } from "./key-search.ts";
import { conditionKey } from "./keys.ts";
import type { Request, RequestKey } from "./request.ts";
import type { ResourceClass } from "./resource-classes.ts";
import { searchCell } from "./search.ts";
import type { Sought } from "./search.ts";
import { serviceOf } from "./services.ts";
import { buildSpace, isRequestable } from "./space.ts";
import type { Cell, Space } from "./space.ts";
import type { Substitution } from "./substitution.ts";
import type { Truth } from "./truth.ts";
import { restrict, substitutionsOf, variableUseOf } from "./variables.ts";
import type { VariableUse } from "./variables.ts";

/** A policy, with all that is worked out of it once for every question. */
export interface Case {
  document: PolicyDocument;
  context: PolicyContext;
  /** With variables left open. */
  space: Space;
  variables: VariableUse;
  /** The evaluator's side of each statement. */
  tests: readonly StatementTests[];
  evaluate: Evaluator;
  /** With variables put in, one for each choice; worked out when first asked for. */
  substituted: () => { spaces: readonly SubstitutedSpace[]; isComplete: boolean };
}

interface SubstitutedSpace {
  space: Space;
  substitution: Substitution;
}

export function openCase(document: PolicyDocument, context: PolicyContext): Case {
  const space = buildSpace(document, context, new Map());
  const variables = variableUseOf(document, context);
  let known: ReturnType<Case["substituted"]> | undefined;
  const substituted: Case["substituted"] = () => {
    if (known !== undefined) return known;
    const { all, isComplete } = substitutionsOf(space, variables.keys);
    const spaces = all.map((substitution) => ({
      substitution,
      space: restrict(buildSpace(document, context, substitution), substitution),
    }));
    known = { spaces, isComplete: isComplete && spaces.every((one) => one.space.callers.length > 0) };
    return known;
  };
  const tests = compileStatements(document, context);
  return { document, context, space, variables, tests, evaluate: evaluatorOf(tests), substituted };
}

export interface Question {
  hasCaller: (caller: Caller) => boolean;
  hasResource: (resource: ResourceClass) => boolean;
  hasAction?: (action: ActionClass) => boolean;
  /** Whether any action may be on any resource. */
  ignoresKinds?: boolean;
  /** Whether the context settles that the cell's requests are what the question is about. */
  isSettled: (cell: Cell) => boolean;
}

export interface Answer {
  truth: Truth;
  /** A concrete request that shows a `yes`. */
  witness?: Request;
  /** Cells that kept the answer from being a `no`; none where it is one. */
  open: readonly Cell[];
  /** Whether a search ended before all was looked at. */
  isCut: boolean;
  /** A request on which the two evaluations disagree: a bug of ours, and so no answer. */
  disputed?: Request;
}

const maxOpen = 40;

/** Whether some request that the question is about is admitted, or refused. */
export function findRequest(theCase: Case, question: Question, sought: Sought): Answer {
  const open = findIn(theCase, { space: theCase.space, substitution: new Map() }, question, sought);
  if (open.truth !== "maybe" || theCase.variables.keys.length === 0) return open;
  const { spaces, isComplete } = theCase.substituted();
  const answers: Answer[] = [];
  for (const substituted of spaces) {
    const answer = findIn(theCase, substituted, question, sought);
    if (answer.truth === "yes") return answer;
    answers.push(answer);
  }
  const isNo =
    isComplete &&
    theCase.variables.isWhole &&
    answers.every(({ truth }) => truth === "no") &&
    findIn(theCase, { space: theCase.space, substitution: new Map() }, ofServices(question), sought).truth === "no";
  return isNo ? { truth: "no", open: [], isCut: false } : open;
}

/** What their own calls hold is not documented, so nothing can be put in for it. */
function ofServices(question: Question): Question {
  return { ...question, hasCaller: (caller) => caller.principal.kind === "service" && question.hasCaller(caller) };
}

function findIn(theCase: Case, { space, substitution }: SubstitutedSpace, question: Question, sought: Sought): Answer {
  const open: Cell[] = [];
  let isCut = false;
  let disputed: Request | undefined;
  for (const cell of cellsOf(space, question)) {
    const found = searchCell(space, cell, sought, "must");
    if (found === "exhausted") isCut = true;
    else if (found !== "none" && question.isSettled(cell)) {
      const witness = requestOf(cell, found, substitution, theCase.context);
      // The classes only propose: what the evaluator does not confirm is never reported (policy-semantics 12).
      if (theCase.evaluate(witness) === (sought === "admitted" ? "yes" : "no")) {
        return { truth: "yes", witness, open: [cell], isCut: false };
      }
      disputed = witness;
    }
    if (open.length < maxOpen && (found !== "none" || searchCell(space, cell, sought, "may") !== "none"))
      open.push(cell);
  }
  const truth = open.length > 0 || isCut ? "maybe" : "no";
  return { truth, open, isCut, ...(disputed === undefined ? {} : { disputed }) };
}

function* cellsOf(space: Space, { hasCaller, hasResource, hasAction, ignoresKinds }: Question): Generator<Cell> {
  // Members of a group agree in all that a question may ask.
  const callers = space.callers.filter(({ members: [first] }) => hasCaller(first));
  const resources = space.resources.filter(({ members: [first] }) => hasResource(first));
  const actions = space.actions.filter((action) => hasAction?.(action) ?? true);
  for (const caller of callers) {
    for (const action of actions) {
      for (const resource of resources) {
        if (ignoresKinds === true || isRequestable({ action, resource })) yield { caller, action, resource };
      }
    }
  }
}

/** The plainest request of a cell. */
export function requestOf(
  { caller, action, resource }: Cell,
  assignment: Assignment,
  substitution: Substitution,
  { service }: PolicyContext,
): Request {
  const keys: RequestKey[] = Array.from(assignment, ([key, { values }]) => ({ key, values: values ?? [] }));
  for (const [key, text] of substitution) {
    const { source } = conditionKey(key, serviceOf(service));
    const isOfRequest = source === "free" || source === "signed" || source === "required";
    if (isOfRequest && text !== undefined && !assignment.has(key)) keys.push({ key, values: [text] });
  }
  return {
    principal: caller.members[0].principal,
    action: action.name,
    resource: resource.members[0].resource,
    keys: keys.filter(({ values }) => values.length > 0),
  };
}
