/** Patterns as lists of tokens, and as regular expressions of SMT-LIB. */

/** A letter, any one (`?`), or any run of letters (`*`). */
export type Token = { letter: string } | "?" | "*";
export type Glob = readonly Token[];

export const literal = (text: string): Glob => Array.from(text, (letter) => ({ letter }));
export const globOf = (text: string): Glob =>
  Array.from(text, (letter) => (letter === "*" || letter === "?" ? letter : { letter }));

export function quote(text: string): string {
  const safe = Array.from(text, (sign) => {
    if (sign === '"') return '""';
    const code = sign.codePointAt(0) ?? 0;
    return code < 32 || code > 126 || sign === "\\" ? `\\u{${code.toString(16)}}` : sign;
  });
  return `"${safe.join("")}"`;
}

const isCased = (letter: string): boolean => letter.toLowerCase() !== letter.toUpperCase();

export function regexOf(glob: Glob, isCaseless = false): string {
  const pieces: string[] = [];
  let run = "";
  const flush = (): void => {
    if (run !== "") pieces.push(`(str.to_re ${quote(run)})`);
    run = "";
  };
  for (const token of glob) {
    if (typeof token === "object" && !(isCaseless && isCased(token.letter))) {
      run += token.letter;
      continue;
    }
    flush();
    if (token === "*") pieces.push("re.all");
    else if (token === "?") pieces.push("re.allchar");
    else {
      const cases = [token.letter.toLowerCase(), token.letter.toUpperCase()].map((one) => `(str.to_re ${quote(one)})`);
      pieces.push(`(re.union ${cases.join(" ")})`);
    }
  }
  flush();
  return concat(...pieces);
}

export function concat(...pieces: readonly string[]): string {
  if (pieces.length === 0) return '(str.to_re "")';
  return pieces.length === 1 ? (pieces[0] ?? "") : `(re.++ ${pieces.join(" ")})`;
}

export const oneOf = (letters: string): string => {
  const options = [...letters.matchAll(/(.)-(.)|(.)/gsu)].map(([, from, to, one]) =>
    one === undefined ? `(re.range ${quote(from ?? "")} ${quote(to ?? "")})` : `(str.to_re ${quote(one)})`,
  );
  return options.length === 1 ? (options[0] ?? "") : `(re.union ${options.join(" ")})`;
};

/** What is left of a glob once it has consumed a text: every way to do so. */
export function residuals(glob: Glob, text: string): Glob[] {
  let positions = new Set([0]);
  const skipStars = (some: Set<number>): Set<number> => {
    const all = new Set(some);
    for (const at of all) if (glob[at] === "*") all.add(at + 1);
    return all;
  };
  for (const sign of text) {
    const next = new Set<number>();
    for (const at of skipStars(positions)) {
      const token = glob[at];
      if (token === "*") next.add(at);
      else if (token === "?" || (typeof token === "object" && token.letter === sign)) next.add(at + 1);
    }
    positions = next;
  }
  return [...positions].map((at) => glob.slice(at));
}

/** Every way to cut a glob in two, so that a text in two parts matches it as its parts match the two. */
export function cuts(glob: Glob): [Glob, Glob][] {
  return Array.from({ length: glob.length + 1 }, (_, at): [Glob, Glob] => [glob.slice(0, at), glob.slice(at)]).concat(
    glob.flatMap((token, at): [Glob, Glob][] => (token === "*" ? [[glob.slice(0, at + 1), glob.slice(at)]] : [])),
  );
}
