import { concat, quote } from "./globs.ts";
import type { Model, TextAtom } from "./model.ts";
import type { Assertions, Satisfiable } from "./z3.ts";

/** An atom on texts, and whether it has to hold. */
export interface Literal {
  atom: string;
  isTrue: boolean;
}

interface Found {
  result: Satisfiable;
  /** As SMT-LIB writes it, by variable; those that are equal have one together. */
  words: ReadonlyMap<string, string>;
}

const most = 6;

/**
 * Whether there are texts of which some atoms hold and others do not. Z3 is asked for one text in one regular expression
 * at a time, which it is quick at; what texts have to do with each other is settled here.
 */
export class Texts {
  readonly #open: () => Assertions;
  /** Policies of one pool share most of their expressions. */
  readonly #known = new Map<string, { result: Satisfiable; word: string }>();

  constructor(open: () => Assertions) {
    this.#open = open;
  }

  async find(model: Model, variables: readonly string[], literals: readonly Literal[]): Promise<Found> {
    const atoms = literals.flatMap(({ atom, isTrue }) => {
      const known = model.atoms.get(atom);
      return known === undefined ? [] : [{ ...known, isTrue }];
    });
    const classes = new Classes(model, variables, atoms);
    const words = new Map<string, string>();
    for (const name of classes.names) {
      const { result, word } = await this.#word(classes.regexes(name));
      if (result !== "sat") return { result, words };
      words.set(name, word);
    }
    const differing = await this.#tellApart(classes, atoms, words);
    if (differing !== "sat") return { result: differing, words };
    const result = await this.#fill(classes, atoms, words);
    return { result, words };
  }

  /** Texts that must not be equal. */
  async #tellApart(classes: Classes, atoms: readonly Signed[], words: Map<string, string>): Promise<Satisfiable> {
    for (const { kind, isTrue, variables } of atoms) {
      if (kind !== "equal" || isTrue) continue;
      const pair = variables.map((name) => classes.nameOf(name));
      if (pair[0] === pair[1]) return "unsat";
      const shared = words.get(pair[0] ?? "");
      if (shared !== words.get(pair[1] ?? "")) continue;
      const others = [];
      for (const name of pair) {
        const other = await this.#word([...classes.regexes(name), `(re.comp (str.to_re "${shared}"))`]);
        if (other.result === "sat") words.set(name, other.word);
        others.push(other.result);
        if (other.result === "sat") break;
      }
      if (!others.includes("sat")) return others.includes("unknown") ? "unknown" : "unsat";
    }
    return "sat";
  }

  /** Texts that begin with another, or do not. */
  async #fill(classes: Classes, atoms: readonly Signed[], words: Map<string, string>): Promise<Satisfiable> {
    const holes = atoms.flatMap((atom) => (atom.kind === "begins" ? [atom] : []));
    for (const [name, inner] of new Map(holes.map(({ variables }) => [variables[0], variables[1]]))) {
      const own = holes.filter(({ variables }) => variables[0] === name);
      const regexes = classes.regexes(classes.nameOf(name));
      const head = classes.nameOf(inner);
      const roughly = own.flatMap(({ isTrue, before, after }) => (isTrue ? [begin(before, anyAccount, after)] : []));
      const possible = await this.#word([...regexes, ...roughly]);
      if (possible.result !== "sat") return possible.result;
      const tried: string[] = [];
      let result: Satisfiable = "unknown";
      while (tried.length < most && result !== "sat") {
        const excluded = tried.map((word) => `(re.comp (str.to_re "${word}"))`);
        const candidate = await this.#word([...classes.regexes(head), ...excluded]);
        if (candidate.result !== "sat") return candidate.result === "unsat" ? "unsat" : "unknown";
        tried.push(candidate.word);
        const filled = own.map(({ isTrue, before, after }) => {
          const regex = begin(before, `(str.to_re "${candidate.word}")`, after);
          return isTrue ? regex : `(re.comp ${regex})`;
        });
        const found = await this.#word([...regexes, ...filled]);
        if (found.result === "unknown") return "unknown";
        result = found.result === "sat" ? "sat" : "unknown";
        words.set(name, found.word).set(head, candidate.word);
      }
      if (result !== "sat") return "unknown";
    }
    return "sat";
  }

  async #word(regexes: readonly string[]): Promise<{ result: Satisfiable; word: string }> {
    const all = [...new Set(regexes)].toSorted();
    const regex = all.length === 1 ? (all[0] ?? "") : `(re.inter ${all.join(" ")})`;
    const before = this.#known.get(regex);
    if (before !== undefined) return before;
    const assertions = this.#open();
    assertions.add(`(declare-const word String)(assert (str.in_re word ${regex}))`);
    const result = await assertions.check();
    const word = result === "sat" ? (assertions.values().get("word") ?? '""').slice(1, -1) : "";
    assertions.close();
    this.#known.set(regex, { result, word });
    return { result, word };
  }
}

type Signed = TextAtom & { isTrue: boolean };

const anyAccount = concat(...Array.from({ length: 12 }, () => '(re.range "0" "9")'));
const begin = (before: string, inner: string, after: string): string =>
  concat(`(str.to_re ${quote(before)})`, inner, `(str.to_re ${quote(after)})`, "re.all");

/** Variables that are equal are one. */
class Classes {
  readonly names: readonly string[];
  readonly #names: Map<string, string>;
  readonly #regexes = new Map<string, string[]>();

  constructor(model: Model, variables: readonly string[], atoms: readonly Signed[]) {
    this.#names = new Map(variables.map((name) => [name, name]));
    for (const { kind, isTrue, variables: pair } of atoms) {
      if (kind !== "equal" || !isTrue) continue;
      const [one = "", other = ""] = pair.map((name) => this.nameOf(name));
      for (const [name, its] of this.#names) if (its === other) this.#names.set(name, one);
    }
    this.names = [...new Set(this.#names.values())];
    for (const name of variables) this.#add(name, model.languages.get(name) ?? "re.all");
    for (const atom of atoms) {
      if (atom.kind === "member") this.#add(atom.variables[0], atom.isTrue ? atom.regex : `(re.comp ${atom.regex})`);
    }
  }

  nameOf(variable: string): string {
    return this.#names.get(variable) ?? variable;
  }

  regexes(name: string): string[] {
    return this.#regexes.get(name) ?? [];
  }

  #add(variable: string, regex: string): void {
    const name = this.nameOf(variable);
    this.#regexes.set(name, [...this.regexes(name), regex]);
  }
}
