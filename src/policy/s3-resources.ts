import { literalGlob, parseGlob } from "./glob.ts";
import { inDoubt, inside, outside } from "./owners.ts";
import type { Standing } from "./owners.ts";
import type { Pattern } from "./pattern.ts";
import { accountResources, divideResourceArns, spreadOverOwners } from "./resources.ts";
import type { ResourceClass, ResourceSpace } from "./resources.ts";
import { matchClass } from "./text-class.ts";
import type { TextClass } from "./text-class.ts";
import { some } from "./truth.ts";
import { compileResource } from "./vocabulary.ts";

/**
 * Buckets and objects. Their ARNs hold no account, so they say nothing about the owner: an exact name belongs to one
 * unknown account, and a name with a wildcard is anybody's to register (policy-semantics 4).
 */
export function bucketResources(space: ResourceSpace): ResourceClass[] {
  const withListed = withListedBuckets(space);
  const { patterns, listed } = withListed;
  const nameOf = new Map(patterns.map(({ id, parts }) => [id, bucketNameOf(parts)]));
  const named = new Set([...nameOf.values()].filter((name) => name !== undefined));
  const divided = { ...space, vocabulary: { ...space.vocabulary, resources: patterns } };
  return [undefined, ...named].flatMap((bucket) =>
    (["object", "bucket"] as const).flatMap((kind) =>
      divideBucket(divided, { bucket, kind, named, nameOf }).flatMap((arn) =>
        spreadOverOwners({ arn, kind, space, judge: judgeBucket(arn, bucket, listed) }),
      ),
    ),
  );
}

/** The account of an access point is not the bucket's, and AWS asks for both (policy-semantics 4). */
export function accessPointResources(space: ResourceSpace): ResourceClass[] {
  const doubt = inDoubt("whether the bucket behind an access point of another account is admitted too is not known");
  return accountResources(space, {
    service: literalGlob("s3"),
    tail: "accesspoint/any-access-point",
    judge: (standing) => (standing.side === "outside" ? doubt : standing),
  });
}

interface Listed {
  owned: readonly Pattern[];
  external: readonly Pattern[];
}

/** The policy's patterns, and those of the buckets that the context knows: they divide the names as well. */
function withListedBuckets({ context, vocabulary }: ResourceSpace): { patterns: readonly Pattern[]; listed: Listed } {
  const compile = (names: readonly string[] | undefined): Pattern[] =>
    (names ?? []).flatMap((name) =>
      [name, `${name}/*`].map((tail) => compileResource(`arn:${context.partition}:s3:::${tail}`, "2008-10-17")),
    );
  const listed = { owned: compile(context.ownedBuckets), external: compile(context.externalBuckets) };
  return { patterns: [...vocabulary.resources, ...listed.owned, ...listed.external], listed };
}

const slash = "/".charCodeAt(0);

/** The exact bucket that a pattern names; undefined where the name has wildcards or variables. */
function bucketNameOf(parts: Pattern["parts"]): string | undefined {
  const tail = parts[5];
  if (tail === undefined) return undefined;
  const end = tail.indexOf(slash);
  const name = end === -1 ? tail : tail.slice(0, end);
  const isPlain = name.length > 0 && name.every((token) => typeof token === "number" && token >= 0);
  return isPlain
    ? name.map((token) => (typeof token === "number" ? String.fromCharCode(token) : "")).join("")
    : undefined;
}

interface BucketDivision {
  bucket: string | undefined;
  kind: "object" | "bucket";
  named: ReadonlySet<string>;
  /** Pattern id to the exact bucket that the pattern names. */
  nameOf: ReadonlyMap<string, string | undefined>;
}

const maxKeyLength = 1024;
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u;

function divideBucket(space: ResourceSpace, { bucket, kind, named, nameOf }: BucketDivision): TextClass[] {
  const start = `arn:${space.context.partition}:s3:::`;
  const name = bucket === undefined ? parseGlob("?*") : literalGlob(bucket);
  const samples = bucket === undefined ? ["any-bucket", "other-bucket"] : [bucket];
  const tail = kind === "bucket" ? "" : "/any-key";
  const belongs = (text: string): boolean => {
    const [its = "", ...key] = text.slice(start.length).split("/");
    const length = key.join("/").length;
    if (kind === "bucket" ? key.length > 0 : length === 0 || length > maxKeyLength) return false;
    return bucket === undefined ? bucketName.test(its) && !named.has(its) : its === bucket;
  };
  const withSlash =
    kind === "bucket" ? space.vocabulary.resources.filter(({ globs }) => globs[5]?.includes(slash) === true) : [];
  const others = [...nameOf].filter(([, name]) => name !== undefined && name !== bucket).map(([id]) => id);
  return divideResourceArns(space, {
    fields: [literalGlob("s3"), [], [], kind === "bucket" ? name : [...name, ...parseGlob("/?*")]],
    samples: samples.map((sample) => `${start}${sample}${tail}`),
    fits: belongs,
    // The name of a bucket has no slash, which its language cannot say.
    foreign: new Set([...others, ...withSlash.map(({ id }) => id)]),
  });
}

function judgeBucket(
  arn: TextClass,
  bucket: string | undefined,
  listed: Listed,
): (standing: Standing) => Standing | undefined {
  const isOwned = some(listed.owned, (pattern) => matchClass(pattern, arn));
  const isExternal = some(listed.external, (pattern) => matchClass(pattern, arn));
  if (isOwned === "yes") return (standing) => (standing.side === "inside" ? inside : undefined);
  if (isExternal === "yes") return (standing) => (standing.side === "inside" ? undefined : outside);
  const isKnown = isOwned === "no" && isExternal === "no" && bucket === undefined;
  if (isKnown) return (standing) => standing;
  const doubt = inDoubt(`who owns the bucket ${bucket ?? "named like one of the listed ones"} is not known`);
  return (standing) => (standing.side === "outside" ? doubt : standing);
}
