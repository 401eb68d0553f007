import type { PolicyContext } from "../../../../src/policy/context.ts";
import type { Pool } from "./pools.ts";
import { plain, rows, tellApart } from "./texts.ts";
import type { Arn, Owner, Product } from "./parts.ts";
import { matchesArn } from "./values.ts";

/** What is called: ARNs, each with every owner that it can have. */
export function targetsOf(
  owners: readonly Owner[],
  pool: Pool,
  context: PolicyContext,
): Product<Arn, Owner | undefined>[] {
  const accounts = [...new Set(owners.map(({ account }) => account))];
  const exempt = context.exemptResources ?? [];
  const patterns = filledIn([...pool.resourcePatterns, ...exempt], accounts);
  const isExempt = (arn: string): boolean => exempt.some((glob) => matchesArn(glob, arn, plain) === true);
  const arnOf = (arn: string, kind: string, isReal = true): Arn => {
    return { arn, kind, isReal, bucket: bucketOf(arn), isExempt: isExempt(arn) };
  };
  const place: Place = { owners, accounts, pool, patterns, arnOf };
  return [
    { lefts: [arnOf("*", "none")], rights: [undefined] },
    ...(pool.targets.kind === "bucket" ? [...buckets(place, context), ...accessPoints(place)] : owned(place)),
  ];
}

interface Place {
  owners: readonly Owner[];
  accounts: readonly string[];
  pool: Pool;
  patterns: readonly string[];
  arnOf(arn: string, kind: string, isReal?: boolean): Arn;
}

export const bucketOf = (arn: string): string | undefined => /^arn:aws:s3:::([^/]+)/u.exec(arn)?.[1];

const lastField = (arn: string): string => arn.split(":").slice(5).join(":");

/** A pattern with a variable can be any of these, and so can the names of resources. */
function filledIn(patterns: readonly string[], accounts: readonly string[]): string[] {
  return patterns.flatMap((one) =>
    one.includes("${")
      ? [one, ...["*", "anonymous", ...accounts].map((text) => one.replace(/\$\{[^{}]*\}/u, text))]
      : [one],
  );
}

function buckets({ owners, accounts, pool, patterns, arnOf }: Place, context: PolicyContext): Product<Arn, Owner>[] {
  const { targets } = pool;
  const names = rows(targets.names, 3).filter((name) => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u.test(name));
  const folders = ["anonymous", ...accounts].flatMap((account) =>
    ["k", "home/k", "base/k", "base/home/k"].map((rest) => `${account}/${rest}`),
  );
  const keys = [...rows(targets.keys, 3).filter((key) => key !== ""), ...folders];
  const exact = patterns.map(bucketOf).filter((name) => name !== undefined);
  const byName = tellApart(
    names.map((name) => `arn:aws:s3:::${name}`),
    [
      ...patterns,
      ...exact.flatMap((name) => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`]),
      ...patterns.map((one) => one.split("/")[0] ?? ""),
    ],
  );
  const arns = byName.flatMap((bucket) => [
    arnOf(bucket, "bucket"),
    ...tellApart(
      keys.map((key) => `${bucket}/${key}`),
      patterns,
    ).map((arn) => arnOf(arn, "object")),
  ]);
  const listOf = ({ bucket = "" }: Arn): "ours" | "others" | "none" => {
    if (context.ownedBuckets?.includes(bucket) === true) return "ours";
    return context.externalBuckets?.includes(bucket) === true ? "others" : "none";
  };
  const canOwn = {
    ours: ({ standing }: Owner) => standing === "inside",
    others: ({ standing }: Owner) => standing !== "inside",
    none: () => true,
  };
  return (["ours", "others", "none"] as const).map((list) => ({
    lefts: arns.filter((one) => listOf(one) === list),
    rights: owners.filter(canOwn[list]),
  }));
}

/** The bucket behind an access point has to be admitted too, and may be another account's: not settled. */
function accessPoints({ owners, accounts, arnOf }: Place): Product<Arn, Owner>[] {
  return accounts.map((account) => ({
    lefts: [arnOf(`arn:aws:s3:us-east-1:${account}:accesspoint/ap`, "other", false)],
    rights: owners.filter((owner) => owner.account === account),
  }));
}

function owned({ owners, accounts, pool: { targets }, patterns, arnOf }: Place): Product<Arn, Owner>[] {
  const names = tellApart(
    rows(targets.names, 3).filter((name) => /^[\w-]{3,}(?:\/[\w-]+)*$/u.test(name)),
    patterns.map((one) => lastField(one).slice(targets.type.length)),
  );
  return accounts.map((account) => ({
    lefts: [
      ...tellApart(
        targets.prefixes.flatMap((prefix) => names.map((name) => `${prefix}${account}:${targets.type}${name}`)),
        patterns,
      ).map((arn) => arnOf(arn, "resource")),
      // Other kinds of resources of the service, and ARNs without an account, exist or not: not settled. Those of another
      // service do not: IAM documents none that DynamoDB or ECR are asked on.
      ...targets.prefixes
        .flatMap((start) => [
          ...targets.tails.map((tail) => `${start}${account}:${tail}`),
          `${start}:${targets.type}xyz`,
        ])
        .map((arn) => arnOf(arn, "resource", false)),
    ],
    rights: owners.filter((owner) => owner.account === account),
  }));
}
