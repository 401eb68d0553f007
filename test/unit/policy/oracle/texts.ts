import { matchesArn, matchesLike } from "./values.ts";

/** Every row of up to `most` pieces. */
export function rows(pieces: readonly string[], most: number): string[] {
  let all = [""];
  for (let count = 0; count < most; count++) all = all.flatMap((start) => ["", ...pieces].map((one) => start + one));
  return [...new Set(all)];
}

/** Patterns as they stand, without variables. */
export const plain = { hasVariables: false, textOf: () => undefined };

/** Of the texts that no pattern tells apart, the first. */
export function tellApart(texts: readonly string[], patterns: readonly string[]): string[] {
  const kept = new Map<string, string>();
  const distinct = [...new Set(patterns)];
  for (const text of texts) {
    const signature = distinct
      .map((one) => [one === text, matchesLike(one, text, plain), matchesArn(one, text, plain)].map(Number).join(""))
      .join();
    if (!kept.has(signature)) kept.set(signature, text);
  }
  return [...kept.values()];
}
