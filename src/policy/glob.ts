/**
 * Globs over texts: `*` is any run of characters, `?` any one. All of it runs in time proportional to the product of
 * the two lengths at worst, whatever the document holds: no regular expression is ever built from a policy.
 */

/** UTF-16 code units, and the two wildcards. In canonical form: of a run of wildcards, each `?` first, then one `*`. */
export type Glob = readonly number[];

export const anyOne = -1;
export const anyMany = -2;

/** The glob of a text in which `*` and `?` are wildcards. */
export function parseGlob(text: string): Glob {
  return normalizeGlob([...codeUnits(text)].map((unit) => wildcards.get(unit) ?? unit));
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
  return token === unit || token === anyOne;
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
