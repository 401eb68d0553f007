import { createHash } from "node:crypto";
import type { Answers } from "../../src/snapshot/apis.ts";

/** Kinds of ids that AWS makes: `nat-store-a` here becomes `nat-0` and 16 hexadecimal digits there. */
const kinds = [
  "attachment",
  "core-network",
  "dopt",
  "eigw",
  "eipalloc",
  "eni-attach",
  "eni",
  "global-network",
  "i",
  "igw",
  "nat",
  "pcx",
  "pl",
  "rp",
  "rpassoc",
  "rpr",
  "rtb",
  "rtbassoc",
  "sg",
  "subnet",
  "subnet-cidr-assoc",
  "tgw",
  "tgw-attach",
  "tgw-rtb",
  "vpc",
  "vpc-cidr-assoc",
  "vpce",
  "vpce-svc",
  "vpce-svc-perm",
].sort((a, b) => b.length - a.length);

const whole = new RegExp(`^(${kinds.join("|")})-([a-z0-9][\\w-]*)$`);
/** Inside of an ARN, a DNS name or a description. */
const inside = new RegExp(`(?<![\\w-])(${kinds.filter((kind) => kind !== "i").join("|")})-([a-z0-9][\\w-]*)`, "g");
const made = /^([0-9a-f]{8}|0[0-9a-f]{16})$/;

/** What a person wrote, or AWS in a fixed vocabulary: never an id. */
const texts = new Set(["Tags", "TagSet", "PolicyDocument", "InterfaceType", "ServiceType", "ZoneType", "Type"]);

/**
 * The sources of the sample call things by names that can be read; the snapshot has ids as AWS makes them. The same
 * name gives the same id, in every account: a shared subnet is one subnet.
 */
export function giveAwsIds(answers: Answers): Answers {
  return convert(answers) as Answers;
}

function convert(value: unknown): unknown {
  if (typeof value === "string") return convertText(value);
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [convertText(name), texts.has(name) ? member : convert(member)]),
  );
}

function convertText(text: string): string {
  const [, kind, name] = whole.exec(text) ?? [];
  if (kind !== undefined && name !== undefined) return makeId(kind, name);
  return text.replaceAll(inside, (_, someKind: string, someName: string) => makeId(someKind, someName));
}

function makeId(kind: string, name: string): string {
  if (made.test(name)) return `${kind}-${name}`;
  return `${kind}-0${createHash("sha256").update(`${kind}-${name}`).digest("hex").slice(0, 16)}`;
}
