import { allOf, and, anyOf, either, no, not, open, opposite, or, settled, yes } from "./formula.ts";
import type { Formula, Tri } from "./formula.ts";
import { globOf, literal } from "./globs.ts";
import type { Glob } from "./globs.ts";
import { readKey } from "./keys.ts";
import type { Content, KeyReading } from "./keys.ts";
import { matchText } from "./model.ts";
import type { Model, Text } from "./model.ts";
import type { RequestModel } from "./request.ts";

/** The table of policy-semantics 5, as formulas. */

export interface Atom {
  operator: string;
  key: string;
  values: readonly string[];
}

export interface Scene {
  model: Model;
  request: RequestModel;
  hasVariables: boolean;
  most: number;
}

interface Operator {
  base: string;
  isNegated: boolean;
  ifExists: boolean;
  set: string | undefined;
}

function readOperator(name: string): Operator {
  const [, set, positive = "", ifExists] =
    /^(?:(for(?:any|all)values?):)?(.*?)(ifexists)?$/u.exec(name.toLowerCase()) ?? [];
  const isNegated = /not/u.test(positive);
  return { base: positive.replace("not", ""), isNegated, ifExists: ifExists !== undefined, set };
}

export function atomFormula(atom: Atom, scene: Scene): Tri {
  const reading = readKey({ ...scene, name: atom.key.toLowerCase() });
  const { isPresent, isOpen } = reading;
  if (atom.operator.toLowerCase() === "null") {
    const holds = or(
      atom.values.some((value) => value.toLowerCase() === "true") ? not(isPresent) : no,
      atom.values.some((value) => value.toLowerCase() === "false") ? isPresent : no,
    );
    return either(isOpen, open, settled(holds));
  }
  const operator = readOperator(atom.operator);
  return either(isOpen, open, either(isPresent, whenPresent(operator, atom, reading, scene), whenAbsent(operator)));
}

function whenAbsent({ set, ifExists, isNegated }: Operator): Tri {
  if (set === "forallvalues") return settled(yes);
  if (set === "foranyvalue") return ifExists ? open : settled(no);
  return settled(ifExists || isNegated ? yes : no);
}

function whenPresent(operator: Operator, atom: Atom, { content }: KeyReading, scene: Scene): Tri {
  const satisfies = (one: Content): Tri => {
    const some = anyOf(atom.values.map((value) => matchValue(operator.base, value, one, scene)));
    return operator.isNegated ? opposite(some) : some;
  };
  if (content.kind !== "set") return satisfies(content);
  const ofElements = content.elements.map(({ isThere, text }) => ({
    isThere: settled(isThere),
    holds: satisfies({ kind: "text", cases: [{ when: yes, text }] }),
  }));
  const some = anyOf(ofElements.map(({ isThere, holds }) => allOf([isThere, holds])));
  if (operator.set === "forallvalues") {
    return allOf(ofElements.map(({ isThere, holds }) => anyOf([opposite(isThere), holds])));
  }
  if (operator.set === "foranyvalue") return some;
  // Section 13: without a set operator it matches as any of its values do, or never.
  return operator.isNegated ? open : { must: no, may: some.may };
}

function matchValue(base: string, value: string, content: Content, scene: Scene): Tri {
  if (content.kind === "bool") return settled(matchBool(value, content.isTrue));
  if (content.kind === "number") return settled(and(content.isOfKind, compare(base, value, content.integer)));
  if (content.kind === "set") throw new Error("a set has no text");
  return both(content, (text) => matchTextValue(base, value, text, scene));
}

function matchBool(value: string, isTrue: Formula): Formula {
  if (value.toLowerCase() === "true") return isTrue;
  return value.toLowerCase() === "false" ? not(isTrue) : no;
}

/** One of the cases holds. */
function both({ cases }: Extract<Content, { kind: "text" }>, match: (text: Text) => Tri): Tri {
  return anyOf(cases.map(({ when, text }) => allOf([settled(when), match(text)])));
}

const relations: readonly [RegExp, string][] = [
  [/lessthanequals$/u, "<="],
  [/greaterthanequals$/u, ">="],
  [/lessthan$/u, "<"],
  [/greaterthan$/u, ">"],
  [/equals$/u, "="],
];

function compare(base: string, value: string, integer: string): Formula {
  if (base === "ipaddress") return inBlock(value, integer);
  const relation = relations.find(([name]) => name.test(base))?.[1] ?? "=";
  const bound = base.startsWith("date") ? Date.parse(value) / 1000 : Number(value);
  return `(${relation} ${integer} ${bound})`;
}

function inBlock(value: string, integer: string): Formula {
  const [address = "", length = "32"] = value.split("/");
  const size = 2 ** (32 - Number(length));
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = Math.floor(number / size) * size;
  return and(`(<= ${first} ${integer})`, `(< ${integer} ${first + size})`);
}

function matchTextValue(base: string, value: string, text: Text, scene: Scene): Tri {
  const whole = scene.hasVariables ? /^\$\{([^{}*?$]+)\}$/u.exec(value)?.[1] : undefined;
  if (whole !== undefined) return matchVariable(whole, text, scene);
  const isWild = base === "stringlike" || base.startsWith("arn");
  const glob = readGlob(value, isWild, scene.hasVariables);
  if (base.startsWith("arn")) return settled(matchArn(glob, text, scene.model));
  return settled(matchText(scene.model, text, glob, base === "stringequalsignorecase"));
}

/** `${*}`, `${?}` and `${$}` stand for the character. */
function readGlob(value: string, isWild: boolean, hasVariables: boolean): Glob {
  const pieces = hasVariables ? value.split(/(\$\{[^{}]*\})/u) : [value];
  return pieces.flatMap((piece, at) => {
    if (at % 2 === 0) return isWild ? globOf(piece) : literal(piece);
    const content = piece.slice(2, -1);
    if (!["*", "?", "$"].includes(content))
      throw new Error(`the solver's model has no variable like the one in ${value}`);
    return literal(content);
  });
}

/** Field by field. The pool's patterns all have six fields, and what they are compared with is a caller's ARN. */
function matchArn(glob: Glob, text: Text, model: Model): Formula {
  const fields: Glob[] = [[]];
  for (const token of glob) {
    if (typeof token === "object" && token.letter === ":" && fields.length < 6) fields.push([]);
    else fields[fields.length - 1] = [...(fields.at(-1) ?? []), token];
  }
  if (fields.length < 6) return no;
  const [start, account, , tail] = text;
  if (start === undefined || !("known" in start) || account === undefined || tail === undefined) return no;
  const places: readonly Text[] = [
    ...start.known
      .split(":")
      .slice(0, 4)
      .map((known) => [{ known }]),
    [account],
    [tail],
  ];
  return and(...fields.map((field, at) => matchText(model, places[at] ?? [], field)));
}

function matchVariable(content: string, text: Text, scene: Scene): Tri {
  const [name = "", fallback] = content.split(",").map((part) => part.trim());
  const reading = readKey({ ...scene, name: name.toLowerCase() });
  if (reading.content.kind !== "text") return open;
  const same = both(reading.content, (other) => settled(equalTexts(text, other, scene.model)));
  const otherwise =
    fallback === undefined ? settled(no) : settled(matchText(scene.model, text, literal(fallback.slice(1, -1))));
  return either(reading.isOpen, open, either(reading.isPresent, same, otherwise));
}

function equalTexts(one: Text, other: Text, model: Model): Formula {
  const [[left, ...more], [right, ...rest]] = [one, other];
  if (left === undefined || right === undefined || more.length + rest.length > 0) {
    throw new Error("the solver's model compares whole texts only");
  }
  if ("known" in right) return matchText(model, one, literal(right.known));
  if ("known" in left) return matchText(model, other, literal(left.known));
  return model.equal(left.variable, right.variable);
}
