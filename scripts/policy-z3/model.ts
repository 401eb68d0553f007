import { no, yes } from "./formula.ts";
import type { Formula } from "./formula.ts";
import { concat, cuts, regexOf, residuals } from "./globs.ts";
import type { Glob } from "./globs.ts";

/** A text of the request: texts in a row, each of them known or a variable. */
export type Text = readonly ({ known: string } | { variable: string })[];

/**
 * The variables of a request, and the atoms over them. Atoms on texts are plain booleans to the solver that looks for a
 * request, and regular expressions to the one that looks for the texts: Z3 times out when it has both at once.
 */
export class Model {
  readonly atoms = new Map<string, TextAtom>();
  readonly bools = new Set<string>();
  readonly integers = new Set<string>();
  /** What each text variable is spelled in. */
  readonly languages = new Map<string, string>();
  readonly #names = new Map<string, string>();

  bool(name: string): Formula {
    this.bools.add(name);
    return name;
  }

  integer(name: string): string {
    this.integers.add(name);
    return name;
  }

  variable(name: string, language: string): Text {
    this.languages.set(name, language);
    return [{ variable: name }];
  }

  member(variable: string, regex: string): Formula {
    return this.#atom({ kind: "member", variables: [variable], regex });
  }

  equal(one: string, other: string): Formula {
    return one === other ? yes : this.#atom({ kind: "equal", variables: [one, other] });
  }

  /** Whether a text begins with another, between two known ones. */
  begins(variable: string, before: string, inner: string, after: string): Formula {
    return this.#atom({ kind: "begins", variables: [variable, inner], before, after });
  }

  #atom(atom: TextAtom): Formula {
    const id = JSON.stringify(atom);
    const before = this.#names.get(id);
    if (before !== undefined) return before;
    const name = `atom${this.atoms.size}`;
    this.#names.set(id, name);
    this.atoms.set(name, atom);
    return name;
  }
}

export type TextAtom =
  | { kind: "member"; variables: readonly [string]; regex: string }
  | { kind: "equal"; variables: readonly [string, string] }
  | { kind: "begins"; variables: readonly [string, string]; before: string; after: string };

/** Whether a text matches a glob as a whole. */
export function matchText(model: Model, [first, ...rest]: Text, glob: Glob, isCaseless = false): Formula {
  if (first === undefined) return glob.every((token) => token === "*") ? yes : no;
  const options: Formula[] = [];
  if ("known" in first) {
    for (const left of residuals(
      isCaseless ? lower(glob) : glob,
      isCaseless ? first.known.toLowerCase() : first.known,
    )) {
      options.push(matchText(model, rest, left, isCaseless));
    }
  } else if (rest.length === 0) {
    return model.member(first.variable, regexOf(glob, isCaseless));
  } else {
    for (const [head, tail] of cuts(glob)) {
      const ofRest = matchText(model, rest, tail, isCaseless);
      if (ofRest !== no) options.push(both(model.member(first.variable, regexOf(head, isCaseless)), ofRest));
    }
  }
  const found = [...new Set(options)].filter((one) => one !== no);
  if (found.includes(yes)) return yes;
  return found.length < 2 ? (found[0] ?? no) : `(or ${found.join(" ")})`;
}

const both = (left: Formula, right: Formula): Formula => (right === yes ? left : `(and ${left} ${right})`);

const lower = (glob: Glob): Glob =>
  glob.map((token) => (typeof token === "object" ? { letter: token.letter.toLowerCase() } : token));

export const anyText = "re.all";
export const someText = concat("re.allchar", "re.all");
