import type { Formula, Tri } from "./formula.ts";
import { and } from "./formula.ts";
import type { Model } from "./model.ts";
import type { Question, Questions } from "./policy.ts";
import { Texts } from "./texts.ts";
import type { Literal } from "./texts.ts";
import type { Assertions, Satisfiable } from "./z3.ts";

export type SolverAnswer = "yes" | "no" | "open" | "unknown";

export interface Answered {
  answers: Record<Question, SolverAnswer>;
  /** By question, the request that shows it: a line for each variable. */
  requests: Partial<Record<Question, string>>;
}

/**
 * Z3 looks for a request with every atom on texts taken for a boolean, then for texts that are as these booleans say,
 * one group of variables after the other. Where there are none, it learns which atoms cannot go together, and looks on.
 * Texts without a regular expression that tells them apart are left out.
 */
export class Solver {
  readonly #open: () => Assertions;
  readonly #texts: Texts;

  constructor(open: () => Assertions) {
    this.#open = open;
    this.#texts = new Texts(open);
  }

  async answer({ model, world, sought }: Questions): Promise<Answered> {
    const scene: Scene = { model, world, declared: declarations(model), groups: groupVariables(model), learned: [] };
    const answers = Object.keys(sought) as Question[];
    const answered: Answered = {
      answers: { principals: "unknown", resources: "unknown", full: "unknown", nothing: "unknown" },
      requests: {},
    };
    for (const question of answers) {
      const { answer, request } = await this.#ask(scene, sought[question]);
      // These two are asked for what speaks against them.
      const turned = question === "full" || question === "nothing" ? opposite[answer] : answer;
      answered.answers[question] = turned;
      if (request !== undefined) answered.requests[question] = request;
    }
    return answered;
  }

  async #ask(scene: Scene, { must, may }: Tri): Promise<{ answer: SolverAnswer; request?: string }> {
    const surely = await this.#find(scene, must);
    if (surely.result === "sat") return { answer: "yes", request: surely.request };
    const perhaps = await this.#find(scene, may);
    if (perhaps.result === "unsat") return { answer: "no" };
    return { answer: surely.result === "unknown" || perhaps.result === "unknown" ? "unknown" : "open" };
  }

  async #find(scene: Scene, sought: Formula): Promise<{ result: Satisfiable; request: string }> {
    const assertions = this.#open();
    assertions.add([scene.declared, ...[scene.world, sought, ...scene.learned].map(assertion)].join(""));
    try {
      for (let round = 0; round < mostRounds; round++) {
        const result = await assertions.check();
        if (result !== "sat") return { result, request: "" };
        const values = assertions.values();
        const lessons = await this.#lessons(scene, values);
        if (lessons === "unknown") return { result: "unknown", request: "" };
        if (lessons.length === 0) return { result, request: await this.#describe(scene, values) };
        // What is learned of texts holds for every question.
        scene.learned.push(...lessons);
        assertions.add([scene.declared, ...lessons.map(assertion)].join(""));
      }
      return { result: "unknown", request: "" };
    } finally {
      assertions.close();
    }
  }

  /** Of each group whose literals no texts fulfil, that they do not go together. */
  async #lessons({ model, groups }: Scene, values: Values): Promise<Formula[] | "unknown"> {
    const lessons: Formula[] = [];
    for (const { variables, atoms } of groups) {
      const literals = literalsOf(atoms, values);
      const { result } = await this.#texts.find(model, variables, literals);
      if (result === "unknown") return "unknown";
      if (result === "sat") continue;
      const core = await this.#shrink(model, variables, literals);
      if (core.length === 0) throw new Error(`there is no text at all for ${variables.join(", ")}`);
      lessons.push(`(not ${and(...core.map(({ atom, isTrue }) => (isTrue ? atom : `(not ${atom})`)))})`);
    }
    return lessons;
  }

  async #shrink(model: Model, variables: readonly string[], literals: readonly Literal[]): Promise<readonly Literal[]> {
    let core = literals;
    for (const literal of literals) {
      const fewer = core.filter((one) => one !== literal);
      const { result } = await this.#texts.find(model, variables, fewer);
      if (result === "unsat") core = fewer;
    }
    return core;
  }

  async #describe({ model, groups }: Scene, values: Values): Promise<string> {
    const lines = [...values].filter(([name]) => !model.atoms.has(name)).map(([name, value]) => `${name} = ${value}`);
    for (const { variables, atoms } of groups) {
      const { words } = await this.#texts.find(model, variables, literalsOf(atoms, values));
      lines.push(...[...words].map(([name, word]) => `${name} = "${word}"`));
    }
    return lines.join("\n");
  }
}

interface Scene {
  model: Model;
  world: Formula;
  declared: string;
  groups: Groups;
  learned: Formula[];
}

const assertion = (formula: Formula): string => `(assert ${formula})`;

const mostRounds = 400;

const opposite = { yes: "no", no: "yes", open: "open", unknown: "unknown" } as const;

type Values = ReadonlyMap<string, string>;

/** Atoms that may be as they like say nothing. */
function literalsOf(atoms: readonly string[], values: Values): Literal[] {
  return atoms.flatMap((atom) => (values.has(atom) ? [{ atom, isTrue: values.get(atom) === "true" }] : []));
}

type Groups = readonly { variables: readonly string[]; atoms: readonly string[] }[];

function declarations({ atoms, bools, integers }: Model): string {
  return [
    ...[...atoms.keys(), ...bools].map((name) => `(declare-const ${name} Bool)`),
    ...[...integers].map((name) => `(declare-const ${name} Int)`),
  ].join("");
}

/** Variables that some atom compares are looked at together. */
function groupVariables({ atoms }: Model): Groups {
  const groups: { variables: Set<string>; atoms: string[] }[] = [];
  for (const [name, { variables }] of atoms) {
    const touched = groups.filter((group) => variables.some((one) => group.variables.has(one)));
    const [first = { variables: new Set<string>(), atoms: [] }, ...others] = touched;
    if (touched.length === 0) groups.push(first);
    for (const one of variables) first.variables.add(one);
    first.atoms.push(name);
    for (const other of others) {
      for (const one of other.variables) first.variables.add(one);
      first.atoms.push(...other.atoms);
      groups.splice(groups.indexOf(other), 1);
    }
  }
  return groups.map((group) => ({ variables: [...group.variables], atoms: group.atoms }));
}
