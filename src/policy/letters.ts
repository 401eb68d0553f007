/**
 * Sets of UTF-16 code units. The texts of a request are spelled in a few kinds of letters, and a policy tells apart
 * only those that it writes itself: so a label is one unit, or a union of kinds.
 */

/** A code unit, or the complement (`~`) of a mask of kinds: always negative. */
export type Label = number;

const spelled: readonly string[] = [
  "9876543210",
  "xyzwvutsrqponmlkjihgfedcba",
  "XYZWVUTSRQPONMLKJIHGFEDCBA",
  "-",
  ".",
  "_",
  "+=,@",
  "/",
  ":",
  "!#$%&'()*;<>?[\\]^`{|}~\"",
];
const otherKind = spelled.length;
const kindCount = otherKind + 1;

const kindOfAscii = new Uint8Array(128).fill(otherKind);
for (const [kind, units] of spelled.entries()) {
  for (let at = 0; at < units.length; at++) kindOfAscii[units.charCodeAt(at)] = kind;
}

export function kindOf(unit: number): number {
  return unit < 128 ? (kindOfAscii[unit] ?? otherKind) : otherKind;
}

const classOf = (...kinds: number[]): Label => ~kinds.reduce((mask, kind) => mask | (1 << kind), 0);
const allKinds = [...spelled.keys(), otherKind];
const without = (sample: string): Label => classOf(...allKinds.filter((kind) => kind !== kindOf(sample.charCodeAt(0))));

export const anyLetter: Label = classOf(...allKinds);
export const digit: Label = classOf(0);
export const lowerOrDigit: Label = classOf(0, 1);
/** What ids of organizations, Regions and services are spelled in. */
export const identifier: Label = classOf(0, 1, 3);
/** Buckets made before 2018 in us-east-1 may have capitals and underscores. */
export const bucketLetter: Label = classOf(0, 1, 2, 3, 4, 5);
/** Names of IAM users and roles. */
export const nameLetter: Label = classOf(0, 1, 2, 3, 4, 5, 6);
/** Whatever can be seen: paths within IAM, colons included (policy-semantics 6). */
export const visible: Label = classOf(...allKinds.filter((kind) => kind !== otherKind));
export const notColon: Label = without(":");

export function accepts(label: Label, unit: number): boolean {
  return label >= 0 ? label === unit : ((~label >> kindOf(unit)) & 1) === 1;
}

/**
 * A unit of each set of kinds that the given classes tell apart, and that is none of the written ones.
 *
 * @param allowed what the text may go on with
 * @param classes what it is compared with
 * @param shift turns the choice among units of one kind, for another text of the same sort
 */
export function freshUnits(
  allowed: readonly Label[],
  classes: readonly Label[],
  written: ReadonlySet<number>,
  shift: number,
): number[] {
  const told = [...allowed, ...classes];
  const seen: number[][] = [];
  const units: number[] = [];
  for (let kind = 0; kind < kindCount; kind++) {
    const bit = 1 << kind;
    if (!allowed.some((label) => (~label & bit) !== 0)) continue;
    const signature = told.map((label) => ~label & bit && 1);
    if (seen.some((other) => other.every((each, at) => each === signature[at]))) continue;
    const unit = freshUnit(kind, written, shift);
    if (unit === undefined) continue;
    seen.push(signature);
    units.push(unit);
  }
  return units;
}

function freshUnit(kind: number, written: ReadonlySet<number>, shift: number): number | undefined {
  const units = spelled[kind];
  if (units === undefined) {
    let unit = 0xe9 + shift;
    while (written.has(unit)) unit += 1;
    return unit;
  }
  for (let at = 0; at < units.length; at++) {
    const unit = units.charCodeAt((at + shift) % units.length);
    if (!written.has(unit)) return unit;
  }
  return undefined;
}
