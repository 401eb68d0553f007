import { createHash } from "node:crypto";

/** The same words give the same 32 bits, on every machine: what is generated or spoilt does not depend on order. */
export function hashWords(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of words.join("\u0000")) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  // FNV alone leaves neighbours alike in their high bits, by which a fraction goes (the finisher is murmur3's).
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** From 0 up to, not including, 1. */
export function fractionOf(...words: readonly (string | number)[]): number {
  return hashWords(...words) / 0x1_0000_0000;
}

/** An id as EC2 makes them: `vpc-0` and 16 hexadecimal digits. */
export function awsId(prefix: string, ...words: readonly (string | number)[]): string {
  return `${prefix}-0${createHash("sha1").update(words.join("\u0000")).digest("hex").slice(0, 16)}`;
}
