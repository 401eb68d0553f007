/**
 * Globs over texts: `*` is any run of characters, `?` any one. All of it runs in time proportional to the product of
 * the two lengths at worst, whatever the document holds: no regular expression is ever built from a policy.
 */

/** UTF-16 code units, and the two wildcards. In canonical form: of a run of wildcards, each `?` first, then one `*`. */
export type Glob = readonly number[];

export const anyOne = -1;
export const anyMany = -2;
/** Only in the languages of variables, never in a policy's patterns. */
export const anyDigit = -3;

/** Two globs longer than this together are not compared; the answer is then the cautious one. */
const maxComparison = 4_000_000;

/** The glob of a text in which `*` and `?` are wildcards. */
export function parseGlob(text: string): Glob {
  return normalizeGlob([...codeUnits(text)].map((unit) => wildcards.get(unit) ?? unit));
}

/** The glob of a text in which nothing is a wildcard. */
export function literalGlob(text: string): Glob {
  return [...codeUnits(text)];
}

export function normalizeGlob(tokens: Glob): Glob {
  const glob: number[] = [];
  let hasMany = false;
  for (const token of tokens) {
    if (token === anyMany) {
      hasMany = true;
      continue;
    }
    if (hasMany && token !== anyOne) {
      glob.push(anyMany);
      hasMany = false;
    }
    glob.push(token);
  }
  if (hasMany) glob.push(anyMany);
  return glob;
}

export const wildcards: ReadonlyMap<number, number> = new Map([
  ["*".charCodeAt(0), anyMany],
  ["?".charCodeAt(0), anyOne],
]);

export function* codeUnits(text: string): Generator<number> {
  for (let index = 0; index < text.length; index++) yield text.charCodeAt(index);
}

/** The one text that a glob without wildcards matches; undefined where it has some. */
export function literalOf(glob: Glob): string | undefined {
  return glob.every((token) => token >= 0) ? glob.map((unit) => String.fromCharCode(unit)).join("") : undefined;
}

export function isMatchAll(glob: Glob): boolean {
  return glob.length === 1 && glob[0] === anyMany;
}

function accepts(token: number, unit: number): boolean {
  return token === unit || token === anyOne || (token === anyDigit && unit >= 48 && unit <= 57);
}

/** Greedy matching that goes back to the last `*` only: no more steps than the product of the lengths. */
export function matchGlob(glob: Glob, text: string): boolean {
  let at = 0;
  let lastMany = -1;
  let resumeAt = 0;
  let index = 0;
  while (index < text.length) {
    const token = glob[at];
    if (token === anyMany) {
      lastMany = at;
      resumeAt = index;
      at += 1;
    } else if (token !== undefined && accepts(token, text.charCodeAt(index))) {
      at += 1;
      index += 1;
    } else if (lastMany >= 0) {
      at = lastMany + 1;
      resumeAt += 1;
      index = resumeAt;
    } else {
      return false;
    }
  }
  while (glob[at] === anyMany) at += 1;
  return at === glob.length;
}

/** Whether some text matches both. True also where the globs are too long to compare. */
export function globsMeet(left: Glob, right: Glob): boolean {
  if (endsDiffer(left, right)) return false;
  if (left.length * right.length > maxComparison) return true;
  return walk(left, right, (a, b) => accepts(a, b) || accepts(b, a), true);
}

/**
 * Whether every text of `inner` matches `outer`. Only ever true where that is so; some exotic pairs of wildcards
 * are not seen, nor are globs too long to compare.
 */
export function globCovers(outer: Glob, inner: Glob): boolean {
  if (isMatchAll(outer)) return true;
  if (endsDiffer(outer, inner)) return false;
  if (outer.length * inner.length > maxComparison) return false;
  return walk(outer, inner, (a, b) => a === b || (a === anyOne && b !== anyMany), false);
}

/** Whether the texts before the first, or after the last, `*` of the two cannot be the same: most pairs end here. */
function endsDiffer(left: Glob, right: Glob): boolean {
  const shared = Math.min(left.length, right.length);
  const differ = (a: number | undefined, b: number | undefined): boolean =>
    a !== undefined && b !== undefined && a >= 0 && b >= 0 && a !== b;
  for (let index = 0; index < shared && left[index] !== anyMany && right[index] !== anyMany; index++) {
    if (differ(left[index], right[index])) return true;
  }
  for (let index = 1; index <= shared && left.at(-index) !== anyMany && right.at(-index) !== anyMany; index++) {
    if (differ(left.at(-index), right.at(-index))) return true;
  }
  return false;
}

/** Pairs the tokens of two globs off from the end; `isSymmetric` lets a `*` of `right` take tokens of `left` too. */
function walk(left: Glob, right: Glob, fits: (a: number, b: number) => boolean, isSymmetric: boolean): boolean {
  let below = new Uint8Array(right.length + 1);
  for (let row = left.length; row >= 0; row--) {
    const current = new Uint8Array(right.length + 1);
    for (let column = right.length; column >= 0; column--) {
      const a = left[row];
      const b = right[column];
      let reached = a === undefined && b === undefined;
      if (a === anyMany) reached = below[column] === 1 || (b !== undefined && current[column + 1] === 1);
      if (isSymmetric && b === anyMany)
        reached ||= current[column + 1] === 1 || (a !== undefined && below[column] === 1);
      const isPair = a !== undefined && b !== undefined && a !== anyMany && (b !== anyMany || !isSymmetric);
      if (isPair) reached ||= fits(a, b) && below[column + 1] === 1;
      current[column] = reached ? 1 : 0;
    }
    below = current;
  }
  return below[0] === 1;
}
