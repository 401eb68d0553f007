import { compileMacro } from "./compile-macro.ts";
import { EvaluationError } from "./failure.ts";
import type { Evaluate, Frame, Operand } from "./frame.ts";
import { spend } from "./frame.ts";
import { conditional, isList, logical } from "./kleene.ts";
import { equality, membership, strict, strictOperators } from "./operators.ts";
import { compileEntry, compileFact, compileMethod, observeSize } from "./read.ts";
import type { Binary, Expr, ListIndex, Scalar, Size, StringCall, Unary } from "./syntax.ts";

/** Compiles a checked tree to closures, once; each evaluation then brings its own frame. */
export function compile(expr: Expr): Evaluate {
  const compileKind = compilers[expr.kind] as (expr: Expr) => Evaluate;
  return compileKind(expr);
}

type Kind = Expr["kind"];

/** THE TABLE: one compiler per kind of node. */
const compilers: { [K in Kind]: (expr: Expr & { kind: K }) => Evaluate } = {
  literal:
    ({ value }) =>
    () =>
      value,
  parameter:
    ({ value, path }) =>
    (frame) => {
      frame.observer?.read(path, value);
      return value;
    },
  root: () => (frame) => frame.root,
  local:
    ({ slot }) =>
    (frame) =>
      localAt(frame, slot),
  fact: (expr) => compileFact(expr, compile),
  method: (expr) => compileMethod(expr, compile),
  entry: (expr) => compileEntry(expr, compile),
  index: compileIndex,
  unary: compileUnary,
  logical: ({ operator, left, right }) => logical(operator === "||", compile(left), compile(right)),
  binary: compileBinary,
  conditional: (expr) => conditional(compile(expr.condition), compile(expr.accepted), compile(expr.otherwise)),
  list: ({ elements }) => compileList(elements.map(compile)),
  size: compileSize,
  "string-call": compileStringCall,
  macro: (expr) => compileMacro(expr, compile),
};

function localAt(frame: Frame, slot: number): Operand {
  const value = frame.locals[slot];
  if (value === undefined) throw new Error(`no variable in slot ${slot}`);
  return value;
}

/** Unknown elements stay where they are: `x in [x, y]` is true however little is known of y. */
function compileList(elements: readonly Evaluate[]): Evaluate {
  return (frame) => elements.map((element) => element(frame));
}

function compileIndex({ of, index, path }: ListIndex): Evaluate {
  return strict([compile(of), compile(index)], ([list, position]) => {
    const at = Number(position);
    const element = list !== undefined && isList(list) ? list[at] : undefined;
    if (element === undefined) throw new EvaluationError(`${path ?? "the list"} has no element ${at}`);
    return element;
  });
}

function compileUnary({ operator, of }: Unary): Evaluate {
  return strict([compile(of)], ([value]) => (operator === "!" ? value !== true : negate(value)));
}

/** Not `-0`, which would print as such and which integers do not have. */
function negate(value: Operand | undefined): number {
  return 0 - Number(value);
}

function compileBinary({ operator, left, right }: Binary): Evaluate {
  const first = compile(left);
  const second = compile(right);
  if (operator === "==" || operator === "!=") return equality(operator === "!=", first, second);
  if (operator === "in") return membership(first, second);
  return strict([first, second], strictOperators[operator]);
}

function compileSize({ of }: Size): Evaluate {
  return strict([compile(of)], ([value], frame) => {
    const size = sizeOf(value);
    observeSize(of, size, frame);
    return size;
  });
}

function sizeOf(value: Operand | undefined): number {
  // CEL counts code points; Array.from goes by them, `length` by UTF-16 units.
  if (typeof value === "string") return Array.from(value).length;
  if (value instanceof Map) return value.size;
  return value !== undefined && isList(value) ? value.length : 0;
}

function compileStringCall({ of, function: called, args }: StringCall): Evaluate {
  return strict([of, ...args].map(compile), ([text, ...values], frame) => {
    if (typeof text !== "string") throw new EvaluationError("a text was expected");
    spend(frame, text.length * (called.stepsPerLetter ?? 1));
    return called.run(text, values as readonly Scalar[]);
  });
}
