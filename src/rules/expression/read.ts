import type { Subject, Value } from "../../facts/vocabulary.ts";
import { isUnknown, joinUnknowns } from "../../unknown.ts";
import { EvaluationError } from "./failure.ts";
import type { Evaluate, Frame, Operand } from "./frame.ts";
import { spend } from "./frame.ts";
import type { Expr, FactRead, MapEntry, MethodCall, Scalar } from "./syntax.ts";
import { holdsObject } from "./syntax.ts";

type Compile = (expr: Expr) => Evaluate;

/** A fact, read through its declaration in the vocabulary; what was read is evidence. */
export function compileFact(expr: FactRead, compile: Compile): Evaluate {
  const read = compileUnobservedFact(expr, compile);
  // Objects are not evidence by themselves: what is then read of them is.
  if (holdsObject(expr.type)) return read;
  return (frame) => {
    const value = read(frame);
    if (!isUnknown(value)) frame.observer?.read(expr.path, value as Value);
    return value;
  };
}

function compileUnobservedFact({ of, name, fact, path }: FactRead, compile: Compile): Evaluate {
  const evaluateOwner = compile(of);
  return (frame) => {
    const owner = evaluateOwner(frame);
    if (isUnknown(owner)) return owner;
    const subject = asSubject(owner);
    visit(of, subject, frame);
    const value = frame.memo.read(subject, name, () => fact.read(subject.of as never));
    return present(value, path);
  };
}

/** A question with arguments; all must be known. */
export function compileMethod({ of, name, method, args, path, type }: MethodCall, compile: Compile): Evaluate {
  const evaluateOwner = compile(of);
  const evaluateArgs = args.map(compile);
  return (frame) => {
    const owner = evaluateOwner(frame);
    const values = evaluateArgs.map((evaluate) => evaluate(frame));
    const unknowns = [owner, ...values].filter(isUnknown);
    if (unknowns.length > 0) return joinUnknowns(unknowns);
    const subject = asSubject(owner);
    visit(of, subject, frame);
    const key = `${name}(${JSON.stringify(values)})`;
    const value = present(
      frame.memo.read(subject, key, () => method.call(subject.of as never, ...(values as Scalar[]))),
      path,
    );
    if (!isUnknown(value) && !holdsObject(type)) frame.observer?.read(path, value as Value);
    return value;
  };
}

/** An entry of a map, or whether it is there. Only the entry is evidence, not the whole map. */
export function compileEntry({ of, key, test }: MapEntry, compile: Compile): Evaluate {
  const evaluateMap = of.kind === "fact" ? compileUnobservedFact(of, compile) : compile(of);
  const evaluateKey = compile(key);
  const name = of.path ?? "the map";
  return (frame) => {
    const map = evaluateMap(frame);
    const member = evaluateKey(frame);
    const unknowns = [map, member].filter(isUnknown);
    if (unknowns.length > 0) return joinUnknowns(unknowns);
    if (!(map instanceof Map) || typeof member !== "string") throw new EvaluationError(`${name} is not a map`);
    const value: Operand | undefined = map.get(member);
    const path = `${name}[${JSON.stringify(member)}]`;
    frame.observer?.read(path, (value ?? null) as Value | null);
    if (test) return value !== undefined;
    if (value === undefined)
      throw new EvaluationError(`there is no ${path}; ask ${JSON.stringify(member)} in ${name} first`);
    return value;
  };
}

/** Lists of objects leave no trace by themselves, so their size is the evidence: that there was none, for one. */
export function observeSize(list: Expr, size: number, frame: Frame): void {
  if (list.path !== undefined && holdsObject(list.type)) frame.observer?.read(`size(${list.path})`, size);
}

function visit(of: Expr, subject: Subject, frame: Frame): void {
  spend(frame, 1);
  frame.observer?.visit(of.path ?? subject.object.name, subject);
}

function asSubject(operand: Operand): Subject {
  if (typeof operand === "object" && "object" in operand && "of" in operand) return operand;
  throw new EvaluationError("an object was expected");
}

/** A vocabulary that answers nothing has a bug; it must not look like a false. */
function present(value: Operand | undefined, path: string): Operand {
  if (value === undefined || value === null) throw new Error(`the vocabulary has no value for ${path}`);
  return value;
}
