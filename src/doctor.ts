import { organizationActions } from "./collectors/actions.ts";
import { collectors } from "./collectors/index.ts";
import { runPreflight, type AccountPreflight, type Preflight, type PreflightOptions } from "./collectors/preflight.ts";
import { readNetwork, type Statement } from "./iam/policies.ts";
import { apiNames, type ApiName } from "./snapshot/apis.ts";

export type { PreflightOptions };

/** What is missing, where, and the statement that mends it. */
export interface Grant {
  where:
    | "member role"
    | "member role's policy"
    | "scanner's policy"
    | "service control policy"
    | "resource control policy"
    | "permissions boundary"
    | "session policy"
    | "VPC endpoint policy"
    | "elsewhere";
  /** The reason, and in which Regions where it is not all that were asked. */
  what: string;
  /** The calls that end so, as IAM names them; empty where it is not about calls in an account. */
  actions: string[];
  accounts: string[];
  /** Absent where no statement mends it. */
  statement?: Statement;
}

export interface Diagnosis extends Preflight {
  /** All the APIs, in the order of the table. */
  apis: readonly ApiName[];
  grants: Grant[];
  isReady: boolean;
}

/** Preflight of a scan: what it may not do yet, and what to grant where. Changes nothing. */
export async function diagnose(options: PreflightOptions): Promise<Diagnosis> {
  const preflight = await runPreflight(options);
  const grants = joinGrants([
    ...organizationGrants(preflight),
    ...preflight.accounts.flatMap((account) => accountGrants(account, { preflight, roleName: options.roleName })),
  ]);
  return { ...preflight, apis: apiNames, grants, isReady: grants.length === 0 };
}

function organizationGrants({ organizationFailure, caller }: Preflight): Grant[] {
  if (organizationFailure === undefined) return [];
  return [
    {
      where: "scanner's policy",
      what: `${organizationFailure} (only the management account and delegated administrators may list it)`,
      actions: [],
      accounts: [caller.account],
      statement: { Sid: "ReadOrganization", Effect: "Allow", Action: [...organizationActions], Resource: "*" },
    },
  ];
}

interface Circumstances {
  preflight: Preflight;
  roleName: string;
}

function accountGrants(account: AccountPreflight, circumstances: Circumstances): Grant[] {
  const { entry, regionsFailure } = account;
  if (typeof entry !== "string") return [entryGrant(account.account.id, entry, circumstances)];
  const refused = regionsFailure === undefined ? [] : [{ action: "ec2:DescribeRegions", place: "", ...regionsFailure }];
  return [...refused, ...refusedCalls(account)].map((call) => callGrant(account, call, circumstances));
}

/** STS answers alike where the role is missing and where it does not trust the caller; it names any other policy. */
function entryGrant(
  account: string,
  { outcome, reason }: { outcome: string; reason: string },
  { preflight: { caller }, roleName }: Circumstances,
): Grant {
  const entry = { what: `sts:AssumeRole: ${reason}`, actions: [], accounts: [account] };
  if (outcome !== "denied") return { where: "elsewhere", ...entry };
  const where = policyNamed(reason);
  const Resource = `arn:${caller.partition}:iam::*:role/${roleName}`;
  const statement: Statement = { Sid: "EnterAccounts", Effect: "Allow", Action: ["sts:AssumeRole"], Resource };
  if (where === "identity") return { where: "scanner's policy", ...entry, statement };
  if (where !== undefined) return { where, ...entry, statement };
  return {
    ...entry,
    where: "member role",
    what: `${entry.what}; the role ${roleName} is missing, or its trust policy does not let ${caller.arn} in: deploy \`vpclint permissions --role member --format cloudformation\``,
  };
}

interface RefusedCall {
  action: string;
  /** Where, if not everywhere that was asked. */
  place: string;
  outcome: string;
  reason: string;
}

function refusedCalls({ regions }: AccountPreflight): RefusedCall[] {
  const places = regions.filter(({ isEnabled }) => isEnabled);
  return apiNames.flatMap((api) => {
    const asked = places.flatMap(({ region, apis }) =>
      apis[api] === undefined ? [] : [{ region, probed: apis[api] }],
    );
    const refused = asked.flatMap(({ region, probed }) => (probed === "allowed" ? [] : [{ region, ...probed }]));
    const reasons = new Map(refused.map((call) => [`${call.outcome}: ${call.reason}`, call]));
    return [...reasons.values()].map(({ outcome, reason }) => {
      const where = refused.filter((call) => call.reason === reason).map(({ region }) => region);
      const place = where.length === asked.length ? "" : ` in ${where.join(", ")}`;
      return { action: collectors[api].iamAction, place, outcome, reason };
    });
  });
}

function callGrant(
  { account, entry }: AccountPreflight,
  { action, place, outcome, reason }: RefusedCall,
  { roleName }: Circumstances,
): Grant {
  const call = { what: `${reason}${place}`, actions: [action], accounts: [account.id] };
  if (outcome !== "denied") return { where: "elsewhere", ...call };
  const named = policyNamed(reason);
  const own = entry === "own" ? "scanner's policy" : "member role's policy";
  const where = named === undefined || named === "identity" ? own : named;
  const role = where === "member role's policy" ? ` of ${roleName}` : "";
  return { ...call, where, what: `${call.what}${role}`, statement: readNetwork([action]) };
}

/** The kind of policy that a reason of the ledger names (src/aws/errors.ts has its words). */
function policyNamed(reason: string): Exclude<Grant["where"], "elsewhere"> | "identity" | undefined {
  if (/service control policy/.test(reason)) return "service control policy";
  if (/resource control policy/.test(reason)) return "resource control policy";
  if (/permissions boundary/.test(reason)) return "permissions boundary";
  if (/session policy/.test(reason)) return "session policy";
  if (/VPC endpoint policy/.test(reason)) return "VPC endpoint policy";
  return /IAM policy/.test(reason) ? "identity" : undefined;
}

/**
 * One grant for each reason, over all the calls and accounts that it befalls: somebody who is told 29 times that a proxy is
 * not reached looks for 29 mistakes. The matrix has which call it is in which account.
 */
function joinGrants(grants: readonly Grant[]): Grant[] {
  const joined = new Map<string, Grant>();
  for (const grant of grants) {
    const key = JSON.stringify([grant.where, grant.what]);
    const known = joined.get(key);
    joined.set(key, known === undefined ? grant : joinTwo(known, grant));
  }
  return [...joined.values()];
}

function joinTwo(one: Grant, other: Grant): Grant {
  const accounts = [...new Set([...one.accounts, ...other.accounts])];
  const actions = [...new Set([...one.actions, ...other.actions])].sort();
  if (one.statement === undefined || other.statement === undefined) return { ...one, accounts, actions };
  const Action = [...new Set([...one.statement.Action, ...other.statement.Action])].sort();
  return { ...one, accounts, actions, statement: { ...one.statement, Action } };
}
