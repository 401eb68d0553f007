import { formatAddress, readBlock } from "./address.ts";
import { absent, anything, judgeAtom, matchAtomClass, matchAtomText, present } from "./atom-truth.ts";
import { readInstant, readNumber } from "./comparison.ts";
import type { CompiledAtom, CompiledPolicy } from "./compiled-policy.ts";
import type { PolicyContext } from "./context.ts";
import type { OperatorFamily } from "./document.ts";
import type { ConditionKey } from "./keys.ts";
import { anyText } from "./shape.ts";
import { languageOf } from "./recognizers.ts";
import type { TextClass } from "./recognizers.ts";
import { divideTexts } from "./text-classes.ts";
import { every, some } from "./truth.ts";
import type { Truth } from "./truth.ts";

/** A condition key that neither caller nor resource decide: what requests can hold under it, in classes. */
export interface KeyDimension {
  name: string;
  key: ConditionKey;
  /** None for a key that is required. */
  absent: KeyClass | undefined;
  present: readonly KeyClass[];
  /** What stands for a key of which the request model does not say what it holds. */
  opaque: KeyClass;
}

export interface KeyClass {
  /** Undefined where the key is absent, or opaque. */
  values: readonly string[] | undefined;
  /** What the conditions on this key say, by statement; undefined where a statement has none. */
  truths: readonly (Truth | undefined)[];
}

/** @param pinned the one text, or the absence, that a variable takes for granted; by key */
export function divideKeys(
  policy: CompiledPolicy,
  context: PolicyContext,
  pinned: ReadonlyMap<string, string | undefined>,
): KeyDimension[] {
  const atoms = policy.statements.flatMap((statement) => statement.atoms.filter(({ subject }) => subject === "key"));
  const names = new Map(atoms.map((atom) => [atom.name, atom.key]));
  return Array.from(names, ([name, key]) =>
    divideKey(policy, context, { name, key, pinned, atoms: atoms.filter((atom) => atom.name === name) }),
  );
}

interface Asked {
  name: string;
  key: ConditionKey;
  pinned: ReadonlyMap<string, string | undefined>;
  atoms: readonly CompiledAtom[];
}

function divideKey(policy: CompiledPolicy, context: PolicyContext, asked: Asked): KeyDimension {
  const { name, key } = asked;
  const { values, isComplete } = valuesOf(asked, policy, context);
  const { sets, isAll } = key.isMultivalued
    ? combine(values, asked)
    : { sets: values.map((one) => [one]), isAll: true };
  const byStatement = (judge: (atom: CompiledAtom) => Truth): (Truth | undefined)[] =>
    policy.statements.map((statement) => {
      const own = statement.atoms.filter((atom) => atom.subject === "key" && atom.name === name);
      return own.length === 0 ? undefined : every(own, judge);
    });
  const opaque: KeyClass = { values: undefined, truths: byStatement((atom) => judgeAtom(atom, anything)) };
  const told = oneOfEach(
    sets.map((set) => ({ values: set.map(({ text }) => text), truths: byStatement((atom) => judgeSet(atom, set)) })),
  );
  return {
    name,
    key,
    absent:
      key.source === "required" || asked.pinned.get(name) !== undefined
        ? undefined
        : { values: undefined, truths: byStatement((atom) => judgeAtom(atom, absent)) },
    present: isComplete && isAll ? told : [...told, { values: undefined, truths: byStatement(judgeUntold) }],
    opaque,
  };
}

/** Of a key that is there, with values that are not told apart. */
const judgeUntold = (atom: CompiledAtom): Truth => judgeAtom(atom, present("maybe"));

/** Several values under one key: one of them is enough for ForAnyValue, and all are needed for ForAllValues. */
function judgeSet(atom: CompiledAtom, set: readonly Value[]): Truth {
  const { operator } = atom.atom;
  const matches = set.map((value) => value.matches(atom));
  if (operator === undefined || operator.family === "null" || set.length === 1) {
    return judgeAtom(atom, present(matches[0] ?? "maybe"));
  }
  const judgments = matches.map((match) => judgeAtom(atom, present(match)));
  return operator.quantifier === "ForAllValues" ? every(judgments, (one) => one) : some(judgments, (one) => one);
}

interface Value {
  text: string;
  matches: (atom: CompiledAtom) => Truth;
}

const ordinary = (text: string): Value => ({ text, matches: (atom) => matchAtomText(atom, text) });

const textFamilies: ReadonlySet<OperatorFamily> = new Set([
  "string",
  "string-like",
  "string-ignore-case",
  "arn",
  "bool",
]);

/** One text for each way in which the conditions can answer. */
function valuesOf(
  { atoms, name, key, pinned }: Asked,
  { budget }: CompiledPolicy,
  context: PolicyContext,
): { values: Value[]; isComplete: boolean } {
  const pin = pinned.get(name);
  if (pinned.has(name)) {
    return { values: pin === undefined ? [] : [ordinary(pin)], isComplete: true };
  }
  if (key.source === "undocumented") return { values: [], isComplete: false };
  const families = new Set(atoms.flatMap(({ atom: { operator } }) => operator?.family ?? []));
  families.delete("null");
  const texts = atoms.flatMap(({ atom }) => atom.values);
  if (key.values !== undefined) return { values: key.values.map(ordinary), isComplete: isOf(families, textFamilies) };
  if (isOf(families, textFamilies)) {
    const { classes, isComplete } = divideTexts(
      anyValue,
      atoms.flatMap(({ test }) => test?.recognizers ?? []),
      { budget },
    );
    return { values: classes.map(textValue), isComplete };
  }
  const [family] = families;
  const isSingle = families.size === 1;
  if (family === "numeric") return { values: numbersAround(texts).map(ordinary), isComplete: isSingle };
  if (family === "date") {
    const earliest = key.isNow === true ? context.now : undefined;
    return { values: instantsAround(texts, earliest).map(ordinary), isComplete: isSingle };
  }
  if (family === "ip") return { values: addressesAround(texts).map(ordinary), isComplete: isSingle };
  return { values: [ordinary("any")], isComplete: false };
}

function isOf(families: ReadonlySet<OperatorFamily>, allowed: ReadonlySet<OperatorFamily>): boolean {
  return [...families].every((family) => allowed.has(family));
}

const anyValue = languageOf(anyText, ["any", "other", "x"]);

function textValue(one: TextClass): Value {
  return { text: one.text, matches: (atom) => matchAtomClass(atom, one) };
}

/** Whole numbers from 0: what the numeric keys of AWS hold. */
function numbersAround(texts: readonly string[]): string[] {
  const bounds = texts.flatMap((text) => readNumber(text) ?? []);
  const candidates = bounds.flatMap((bound) => [
    Math.floor(bound) - 1,
    Math.floor(bound),
    Math.ceil(bound),
    Math.ceil(bound) + 1,
  ]);
  return [...new Set([0, ...candidates])].filter((each) => each >= 0).map(String);
}

const second = 1000;

function instantsAround(texts: readonly string[], earliest: string | undefined): string[] {
  const from = earliest === undefined ? undefined : readInstant(earliest);
  const bounds = texts.flatMap((text) => readInstant(text) ?? []);
  const candidates = bounds.flatMap((bound) => [bound - second, bound, bound + second]);
  const instants = [...new Set([...candidates, ...(from === undefined ? [] : [from])])];
  return instants
    .filter((instant) => (from === undefined || instant >= from) && Math.abs(instant) < 8.64e15)
    .map((instant) => new Date(instant).toISOString());
}

/** Where the blocks of the policy begin, and behind their ends: between these nothing changes. */
function addressesAround(texts: readonly string[]): string[] {
  const blocks = texts.flatMap((text) => readBlock(text) ?? []);
  const borders = blocks.flatMap(({ width, first, last }) => [
    { width, value: first },
    { width, value: last + 1n },
  ]);
  const all = [
    { width: 32 as const, value: 0x0a000001n },
    { width: 32 as const, value: 0n },
    { width: 128 as const, value: 0n },
    ...borders,
  ];
  return [
    ...new Set(
      all
        .filter(({ width, value }) => value < 1n << BigInt(width))
        .map(({ width, value }) => formatAddress(width, value)),
    ),
  ];
}

const maxSets = 64;

/** One value, two, or three: no more are needed than there are conditions to tell sets apart. */
function combine(values: readonly Value[], { atoms }: Asked): { sets: Value[][]; isAll: boolean } {
  const largest = Math.min(values.length, atoms.length + 1);
  const sets: Value[][] = [];
  const extend = (set: Value[], from: number): void => {
    for (const [at, value] of values.entries()) {
      if (at < from || set.length >= largest || sets.length > maxSets) continue;
      sets.push([...set, value]);
      extend([...set, value], at + 1);
    }
  };
  extend([], 0);
  return { sets: sets.slice(0, maxSets), isAll: sets.length <= maxSets };
}

function oneOfEach(classes: readonly KeyClass[]): KeyClass[] {
  const kinds = new Map<string, KeyClass>();
  for (const one of classes) {
    const signature = one.truths.join(",");
    if (!kinds.has(signature)) kinds.set(signature, one);
  }
  return [...kinds.values()];
}
