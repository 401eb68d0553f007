import type { PolicyContext } from "../../../../src/policy/context.ts";
import type { Membership, RequestPrincipal, RequestedResource } from "../../../../src/policy/request.ts";
import { partner } from "./pools.ts";
import type { Pool } from "./pools.ts";
import { matchesArn, matchesLike } from "./values.ts";

/**
 * Requests by brute force: every string that a few pieces in a row can give, and of those that no pattern of the pool
 * tells apart, one. Nothing of it comes from the policy under test, only from its pool.
 */

export type Standing = "inside" | "outside" | "doubt";

export interface Caller {
  principal: RequestPrincipal;
  standing: Standing;
  /** False: whether there is such a caller is not said. */
  isReal: boolean;
}

export interface Target {
  resource: RequestedResource;
  kind: string;
  bucket: string | undefined;
  /** Whether the context leaves it out of the questions about outsiders. */
  isExempt: boolean;
  standing: Standing;
  isReal: boolean;
}

export interface Universe {
  callers: readonly Caller[];
  targets: readonly Target[];
}

const accountPieces = ["0000", "1111", "2222", "3333", "9999", "0009", "4444", "5555", "6666"];
const organizationPieces = ["ours123456", "foreign0000", "partner0000", "77", "zzzz", "ours"];
const roots = ["r-ab12/", "r-zz99/"];
const units = ["", "ou-ab12-11111111/", "ou-ab12-22222222/", "ou-ab12-11111111/ou-ab12-22222222/"];
const tailPieces = ["role/", "user/", "app", "admin", "xy", "/", ":", "111111111111"];

/** Every row of up to `most` pieces. */
export function rows(pieces: readonly string[], most: number): string[] {
  let all = [""];
  for (let count = 0; count < most; count++) all = all.flatMap((start) => ["", ...pieces].map((one) => start + one));
  return [...new Set(all)];
}

const plain = { hasVariables: false, textOf: () => undefined };

/** Of the texts that no pattern tells apart, the first. */
function tellApart(texts: readonly string[], patterns: readonly string[]): string[] {
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

function valuesOf({ conditions }: Pool, suffix: RegExp): string[] {
  return conditions.filter(({ key }) => suffix.test(key)).flatMap(({ values }) => values);
}

export function buildUniverse(pool: Pool, context: PolicyContext): Universe {
  const accountPatterns = [
    ...valuesOf(pool, /Account$/u),
    ...pool.resourcePatterns.map((arn) => arn.split(":")[4] ?? ""),
    ...context.accounts,
    ...context.trustedAccounts,
    partner,
  ];
  const accounts = tellApart(
    rows(accountPieces, 3).filter((one) => one.length === 12),
    accountPatterns,
  );
  const organizations = organizationsOf(pool, context);
  const owners = accounts.flatMap((account) =>
    membershipsOf(account, organizations, context).map((one) => {
      const { organization } = one;
      return { account, ...one, shared: { account, ...(organization === undefined ? {} : { organization }) } };
    }),
  );
  return { callers: callersOf(owners, pool), targets: targetsOf(owners, pool, context) };
}

interface Owner {
  account: string;
  organization?: Membership;
  /** As requests hold it: one object for all resources of one owner. */
  shared: { account: string; organization?: Membership };
  standing: Standing;
  isReal: boolean;
}

function organizationsOf(pool: Pool, context: PolicyContext): Membership[] {
  const ids = tellApart(
    rows(organizationPieces, 3)
      .map((one) => `o-${one}`)
      .filter((one) => /^o-[a-z0-9]{10,32}$/u.test(one)),
    [...valuesOf(pool, /OrgID$/u), context.organizationId ?? "", ...context.trustedOrganizations],
  );
  const patterns = [...valuesOf(pool, /OrgPaths$/u), ...valuesOf(pool, /OrgID$/u)];
  return ids.flatMap((id) =>
    tellApart(
      roots.flatMap((root) => units.map((unit) => `${id}/${root}${unit}`)),
      patterns,
    ).map((path) => ({ id, path })),
  );
}

function membershipsOf(
  account: string,
  organizations: readonly Membership[],
  context: PolicyContext,
): Omit<Owner, "account" | "shared">[] {
  return [undefined, ...organizations].flatMap((organization) => {
    const judged = judge(account, organization?.id, context);
    return judged === undefined ? [] : [{ ...(organization === undefined ? {} : { organization }), ...judged }];
  });
}

type Judged = Pick<Owner, "standing" | "isReal"> | undefined;

/** Who is ours, trusted, outside (policy-semantics 10); undefined: there is no such account. */
function judge(account: string, id: string | undefined, context: PolicyContext): Judged {
  const { organizationId, accounts, accountsComplete, trustedAccounts, trustedOrganizations } = context;
  const isOwn = id !== undefined && id === organizationId;
  if (accounts.includes(account)) {
    if (organizationId === undefined) return { standing: "inside", isReal: false };
    return isOwn ? { standing: "inside", isReal: true } : undefined;
  }
  if (isOwn) return accountsComplete ? undefined : { standing: "inside", isReal: false };
  const isTrusted = trustedAccounts.includes(account) || (id !== undefined && trustedOrganizations.includes(id));
  if (isTrusted) return { standing: "inside", isReal: true };
  // Ours may be among those that are not listed, or theirs our organization: not settled.
  const isOpen = !accountsComplete || (organizationId === undefined && id !== undefined);
  return { standing: isOpen ? "doubt" : "outside", isReal: true };
}

function callersOf(owners: readonly Owner[], pool: Pool): Caller[] {
  const named = pool.principals.flatMap((one) => (typeof one === "string" ? [] : Object.values(one).flat()));
  const ofRole = ["arn:aws:iam::*:role/app", "arn:aws:iam::*:role/*/app"];
  const patterns = [...valuesOf(pool, /PrincipalArn$/u), ...named, ...ofRole];
  const tails = [
    "root",
    ...["role/", "user/"].flatMap((start) => rows(tailPieces, 3).map((rest) => start + rest)),
  ].filter((tail) => /^(?:root|(?:role|user)\/(?:[!-~]+\/)?[\w+=,.@-]{1,64})$/u.test(tail));
  const arnsOf = new Map(
    [...new Set(owners.map(({ account }) => account))].map((account) => [
      account,
      tellApart(
        [
          ...tails.map((tail) => `arn:aws:iam::${account}:${tail}`),
          ...["app", "xy"].map((name) => `arn:aws:sts::${account}:federated-user/${name}`),
        ],
        patterns,
      ),
    ]),
  );
  const members = owners.flatMap(({ account, organization, standing, isReal }) =>
    (arnsOf.get(account) ?? []).flatMap((arn): Caller[] => {
      const principal = { kind: "iam" as const, account, arn, ...(organization === undefined ? {} : { organization }) };
      // The ARN of a session leaves out its role's path.
      const isApp = /^arn:aws:iam::\d{12}:role\/(?:[!-~]+\/)?app$/u.test(arn);
      const sessions = named.filter((name) => isApp && name.startsWith(`arn:aws:sts::${account}:`));
      return [principal, ...sessions.map((sessionArn) => ({ ...principal, sessionArn }))].map((one) => ({
        principal: one,
        standing,
        isReal,
      }));
    }),
  );
  return [
    { principal: { kind: "anonymous" }, standing: "outside", isReal: true },
    // AWS services are no outsiders.
    ...["config.amazonaws.com", "sns.amazonaws.com"].map((name): Caller => ({
      principal: { kind: "service", name },
      standing: "inside",
      isReal: true,
    })),
    ...members,
  ];
}

const lastField = (arn: string): string => arn.split(":").slice(5).join(":");

/** A pattern with a variable can be any of these, and so can the names of resources. */
function filledIn(patterns: readonly string[], accounts: readonly string[]): string[] {
  return patterns.flatMap((one) =>
    one.includes("${") ? ["*", ...accounts].map((text) => one.replace(/\$\{[^{}]*\}/u, text)) : [one],
  );
}

function targetsOf(owners: readonly Owner[], pool: Pool, context: PolicyContext): Target[] {
  const accounts = [...new Set(owners.map(({ account }) => account))];
  const patterns = filledIn([...pool.resourcePatterns, ...(context.exemptResources ?? [])], accounts);
  const all = pool.targets.kind === "bucket" ? buckets(owners, pool, patterns, context) : owned(owners, pool, patterns);
  const exempt = context.exemptResources ?? [];
  const isExempt = ({ resource }: Bare): boolean =>
    exempt.some((glob) => matchesArn(glob, resource.arn, plain) === true);
  return [{ resource: { arn: "*" }, kind: "none", standing: "inside" as const, isReal: true }, ...all].map((one) => ({
    ...one,
    bucket: bucketOf(one.resource.arn),
    isExempt: isExempt(one),
  }));
}

type Bare = Omit<Target, "bucket" | "isExempt">;

export const bucketOf = (arn: string): string | undefined => /^arn:aws:s3:::([^/]+)/u.exec(arn)?.[1];

function buckets(
  owners: readonly Owner[],
  { targets }: Pool,
  patterns: readonly string[],
  context: PolicyContext,
): Bare[] {
  const names = rows(targets.names, 3).filter((name) => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u.test(name));
  const keys = rows(targets.keys, 3).filter((key) => key !== "");
  const exact = patterns.map(bucketOf).filter((name) => name !== undefined);
  const byName = tellApart(
    names.map((name) => `arn:aws:s3:::${name}`),
    [
      ...patterns,
      ...exact.flatMap((name) => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`]),
      ...patterns.map((one) => one.split("/")[0] ?? ""),
    ],
  );
  const listed = [context.ownedBuckets ?? [], context.externalBuckets ?? []];
  const arns = byName.flatMap((bucket) => [
    { arn: bucket, kind: "bucket" },
    ...tellApart(
      keys.map((key) => `${bucket}/${key}`),
      patterns,
    ).map((arn) => ({ arn, kind: "object" })),
  ]);
  const ofBuckets = arns.flatMap(({ arn, kind }) => {
    const [isOurs, isOthers] = listed.map((some) => some.includes(bucketOf(arn) ?? ""));
    return owners
      .filter(
        ({ standing }) => (isOurs !== true || standing === "inside") && (isOthers !== true || standing !== "inside"),
      )
      .map((owner) => target(arn, kind, owner));
  });
  // The bucket behind an access point has to be admitted too, and may be another account's: not settled.
  const accessPoints = owners.map((owner) => ({
    ...target(`arn:aws:s3:us-east-1:${owner.account}:accesspoint/ap`, "other", owner),
    isReal: false,
  }));
  return [...ofBuckets, ...accessPoints];
}

function target(arn: string, kind: string, { shared, standing, isReal }: Owner): Bare {
  return { resource: { arn, owner: shared }, kind, standing, isReal };
}

function owned(owners: readonly Owner[], { targets }: Pool, patterns: readonly string[]): Bare[] {
  const names = tellApart(
    rows(targets.names, 3).filter((name) => /^[\w-]{3,}(?:\/[\w-]+)*$/u.test(name)),
    patterns.map((one) => lastField(one).slice(targets.type.length)),
  );
  const arnsOf = new Map(
    [...new Set(owners.map(({ account }) => account))].map((account) => [
      account,
      tellApart(
        targets.prefixes.flatMap((prefix) => names.map((name) => `${prefix}${account}:${targets.type}${name}`)),
        patterns,
      ),
    ]),
  );
  // Other kinds of resources of the service, and ARNs without an account, exist or not: not settled.
  const others = owners.flatMap((owner) =>
    [
      ...targets.prefixes.flatMap((start) => [`${start}${owner.account}:other/thing`, `${start}:${targets.type}xyz`]),
      ...targets.odd,
    ].map((arn) => ({ ...target(arn, "resource", owner), isReal: false })),
  );
  return [
    ...owners.flatMap((owner) => (arnsOf.get(owner.account) ?? []).map((arn) => target(arn, "resource", owner))),
    ...others,
  ];
}
