import type { PolicyContext } from "../../../../src/policy/context.ts";
import type { Membership } from "../../../../src/policy/request.ts";
import type { Identity, Judged, Member, Owner, Product, Universe } from "./parts.ts";
import { partner } from "./pools.ts";
import type { Pool } from "./pools.ts";
import { targetsOf } from "./targets.ts";
import { rows, tellApart } from "./texts.ts";

/**
 * Requests by brute force: every string that a few pieces in a row can give, and of those that no pattern of the pool
 * tells apart, one. Nothing of it comes from the policy under test, only from its pool.
 */

const accountPieces = ["0000", "1111", "2222", "3333", "9999", "0009", "4444", "5555", "6666"];
const organizationPieces = ["ours123456", "foreign0000", "partner0000", "77", "zzzz", "ours"];
const roots = ["r-ab12/", "r-zz99/"];
const units = ["", "ou-ab12-11111111/", "ou-ab12-22222222/", "ou-ab12-11111111/ou-ab12-22222222/"];
const tailPieces = ["role/", ":role/", "user/", "app", "admin", "xy", "/", ":", "111111111111"];

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
  const owners = accounts.flatMap((account) => ownersOf(account, organizations, context));
  return { callers: callersOf(owners, pool), targets: targetsOf(owners, pool, context) };
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

function ownersOf(account: string, organizations: readonly Membership[], context: PolicyContext): Owner[] {
  return [undefined, ...organizations].flatMap((organization) => {
    const judged = judge(account, organization?.id, context);
    return judged === undefined
      ? []
      : [{ account, ...(organization === undefined ? {} : { organization }), ...judged }];
  });
}

/** Who is ours, trusted, outside (policy-semantics 10); undefined: there is no such account. */
function judge(account: string, id: string | undefined, context: PolicyContext): Judged | undefined {
  const { organizationId, accounts, accountsComplete, trustedAccounts, trustedOrganizations } = context;
  const isOwn = id !== undefined && id === organizationId;
  if (accounts.includes(account)) {
    if (organizationId === undefined) return { standing: "inside", isReal: false };
    return isOwn ? { standing: "inside", isReal: true } : undefined;
  }
  if (isOwn) return accountsComplete ? undefined : { standing: "inside", isReal: false };
  const isTrusted = trustedAccounts.includes(account) || (id !== undefined && trustedOrganizations.includes(id));
  if (isTrusted) return { standing: "inside", isReal: true };
  // Ours may be among those that are not listed, or theirs our organization.
  const isOpen = !accountsComplete || (organizationId === undefined && id !== undefined);
  return { standing: isOpen ? "doubt" : "outside", isReal: true };
}

function callersOf(owners: readonly Owner[], pool: Pool): Product<Identity, Member>[] {
  const named = pool.principals.flatMap((one) => (typeof one === "string" ? [] : Object.values(one).flat()));
  const ofRole = ["arn:aws:iam::*:role/app", "arn:aws:iam::*:role/*/app"];
  const patterns = [...valuesOf(pool, /PrincipalArn$/u), ...named, ...ofRole];
  const tails = [
    "root",
    ...["role/", "user/"].flatMap((start) => rows(tailPieces, 3).map((rest) => start + rest)),
  ].filter((tail) => /^(?:root|(?:role|user)\/(?:[!-~]+\/)?[\w+=,.@-]{1,64})$/u.test(tail));
  const people = [...new Set(owners.map(({ account }) => account))].map((account) => {
    const arns = tellApart(
      [
        ...tails.map((tail) => `arn:aws:iam::${account}:${tail}`),
        ...["app", "xy"].map((name) => `arn:aws:sts::${account}:federated-user/${name}`),
      ],
      patterns,
    );
    return {
      lefts: arns.flatMap((arn) => [{ kind: "iam" as const, account, arn }, ...sessionsOf(account, arn, named)]),
      rights: owners.filter((owner) => owner.account === account),
    };
  });
  const services = ["config.amazonaws.com", "sns.amazonaws.com"].map((name) => ({ kind: "service" as const, name }));
  return [
    { lefts: [{ kind: "anonymous" }], rights: [{ standing: "outside", isReal: true }] },
    // AWS services are no outsiders.
    { lefts: services, rights: [{ standing: "inside", isReal: true }] },
    ...people,
  ];
}

/** Of the role `app`, whose path the ARN of a session leaves out. */
function sessionsOf(account: string, arn: string, named: readonly string[]): Identity[] {
  if (!/^arn:aws:iam::\d{12}:role\/(?:[!-~]+\/)?app$/u.test(arn)) return [];
  return named
    .filter((name) => name.startsWith(`arn:aws:sts::${account}:`))
    .map((sessionArn) => ({ kind: "iam", account, arn, sessionArn }));
}
