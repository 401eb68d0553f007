import type { Unknown } from "../../unknown.ts";
import { isUnknown, joinUnknowns } from "../../unknown.ts";
import { EvaluationError } from "./failure.ts";
import type { Evaluate, Frame, Operand } from "./frame.ts";
import { spend } from "./frame.ts";
import type { Loop } from "./kleene.ts";
import { isList, quantify } from "./kleene.ts";
import { observeSize } from "./read.ts";
import type { Expr, Macro, MacroName } from "./syntax.ts";

type Compile = (expr: Expr) => Evaluate;
type Iterate = (elements: Iterable<Operand>, frame: Frame) => Operand;

/** A macro over the elements of a list, or over the keys of a map. */
export function compileMacro({ name, of, slot, where, body }: Macro, compile: Compile): Evaluate {
  const evaluateList = compile(of);
  const iterate = macros[name]({ slot, body: compile(body) }, where === undefined ? undefined : compile(where));
  const steps = 1 + costOf(body) + (where === undefined ? 0 : costOf(where));
  return (frame) => {
    const list = evaluateList(frame);
    if (isUnknown(list)) return list;
    const elements = elementsOf(list);
    observeSize(of, elements.length, frame);
    return iterate(paidFor(elements, steps, frame), frame);
  };
}

/** THE TABLE of the macros. */
const macros: Record<MacroName, (loop: Loop, where: Evaluate | undefined) => Iterate> = {
  all: (loop) => quantify(false, loop),
  exists: (loop) => quantify(true, loop),
  exists_one: existsOne,
  filter,
  map,
};

/**
 * Strict in errors, as CEL says. Two matches decide that it is false whatever is unknown; short of that, any unknown
 * could be a match.
 */
function existsOne({ body, slot }: Loop): Iterate {
  return (elements, frame) => {
    const unknowns: Unknown[] = [];
    let matches = 0;
    for (const element of elements) {
      frame.locals[slot] = element;
      const outcome = body(frame);
      if (isUnknown(outcome)) unknowns.push(outcome);
      else if (outcome === true) matches++;
    }
    if (matches > 1) return false;
    return unknowns.length > 0 ? joinUnknowns(unknowns) : matches === 1;
  };
}

/** A list of which it is unknown whether it holds an element is unknown as a whole: its size could be anything. */
function filter({ body, slot }: Loop): Iterate {
  return (elements, frame) => {
    const kept: Operand[] = [];
    const unknowns: Unknown[] = [];
    for (const element of elements) {
      frame.locals[slot] = element;
      const outcome = body(frame);
      if (isUnknown(outcome)) unknowns.push(outcome);
      else if (outcome === true) kept.push(element);
    }
    return unknowns.length > 0 ? joinUnknowns(unknowns) : kept;
  };
}

/** Unknown elements stay in their places: the size of the list is known. */
function map({ body, slot }: Loop, where: Evaluate | undefined): Iterate {
  const keep = where === undefined ? undefined : filter({ body: where, slot });
  return (elements, frame) => {
    const kept = keep === undefined ? elements : keep(elements, frame);
    if (isUnknown(kept)) return kept;
    const mapped: Operand[] = [];
    for (const element of kept as Iterable<Operand>) {
      frame.locals[slot] = element;
      mapped.push(body(frame));
    }
    return mapped;
  };
}

function elementsOf(list: Operand): readonly Operand[] {
  if (list instanceof Map) return [...list.keys()];
  if (!isList(list)) throw new EvaluationError("a list was expected");
  return list;
}

/** Charges each element before it is looked at. */
function* paidFor(elements: readonly Operand[], steps: number, frame: Frame): Iterable<Operand> {
  for (const element of elements) {
    spend(frame, steps);
    yield element;
  }
}

/** What one round of the loop costs: its length in characters bounds its parts. Loops within pay for themselves on top. */
function costOf({ range }: Expr): number {
  return range.end - range.start;
}
