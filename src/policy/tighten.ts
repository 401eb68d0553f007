import { admits } from "./admitted.ts";
import type { PolicyContext } from "./context.ts";
import { decidePolicy, mayAdmitOutsiders, type Decision } from "./decide.ts";
import { maxPolicyLength } from "./deployment-notes.ts";
import { decideWithoutAwsOwned } from "./exemptions.ts";
import { matchGlob, parseGlob } from "./glob.ts";
import { awsOwnedArns, awsOwnedReads, regionsIn } from "./presets/aws-owned.ts";
import { readPolicyJson, withStatements, type PolicyJson, type StatementJson } from "./rewrite.ts";
import { hasOwnerKeys, serviceOf } from "./services.ts";

/** The least change to a policy that keeps outsiders out, or why there is none. */
export type Tightening =
  | {
      kind: "tighter";
      /** A whole policy that EC2 takes. */
      policy: string;
      /** What was changed, in words. */
      changes: string[];
    }
  | { kind: "none"; reason: string };

export interface TighteningOrder {
  document: string | undefined;
  context: PolicyContext;
  /** The Region of the endpoint, for the names of AWS-owned buckets. */
  region: string | undefined;
}

/** Accounts that a policy may list where there is no organization to name. */
const maxAccounts = 200;

/**
 * Bounds each Allow statement that lets outsiders pass to our own callers, to our own resources, or to both, and leaves
 * the others as they are; reads of AWS-owned buckets that the policy admits get a statement of their own. What comes
 * out is shown only if the decision finds it bounded, with those reads left out.
 */
export function tightenPolicy(order: TighteningOrder): Tightening {
  const { context, document } = order;
  if (context.policySupported === false) return none("no endpoint policy can bound this service");
  const bounds = boundsOf(context);
  if (bounds === undefined) return none("it is not known which organization or accounts are ours");
  const policy = readPolicyJson(document);
  const bounded = boundStatements(policy, bounds, order);
  if (bounded.changes.length === 0 && mayAdmitOutsiders(decidePolicy(document, context))) {
    return none("outsiders may only read buckets that AWS owns, and some of these are read unsigned");
  }
  if (bounded.boundsOwners && !hasOwnerKeys(serviceOf(context.service))) {
    const [key = ""] = Object.keys(bounds.resource);
    return none(`a condition on ${key} would also deny the actions of this service that do not carry it`);
  }
  const owned = ownedStatement(bounded.policy, order);
  const candidates = [
    { ...bounded, policy: owned === undefined ? bounded.policy : withStatements(bounded.policy, [owned]), owned },
    { ...bounded, owned: undefined },
  ];
  for (const candidate of candidates) {
    const text = print(candidate.policy);
    if (text !== undefined && isBounded(text, order)) {
      const kept =
        candidate.owned === undefined ? [] : [`statement ${ownedSid} keeps reads of the buckets that AWS owns`];
      return { kind: "tighter", policy: text, changes: [...candidate.changes, ...kept] };
    }
  }
  return none(
    `conditions on ${Object.keys(bounds.principal).join("")} and ${Object.keys(bounds.resource).join("")} could not be shown to bound it`,
  );
}

function none(reason: string): Tightening {
  return { kind: "none", reason };
}

interface Bounds {
  principal: Record<string, string | string[]>;
  resource: Record<string, string | string[]>;
}

function boundsOf({
  organizationId,
  trustedOrganizations,
  accounts,
  trustedAccounts,
}: PolicyContext): Bounds | undefined {
  if (organizationId !== undefined) {
    const ids = oneOrMany([organizationId, ...trustedOrganizations]);
    return { principal: { "aws:PrincipalOrgID": ids }, resource: { "aws:ResourceOrgID": ids } };
  }
  if (accounts.length === 0 || accounts.length > maxAccounts) return undefined;
  const ids = oneOrMany([...accounts, ...trustedAccounts]);
  return { principal: { "aws:PrincipalAccount": ids }, resource: { "aws:ResourceAccount": ids } };
}

function oneOrMany(texts: readonly string[]): string | string[] {
  const [first] = texts;
  return texts.length === 1 && first !== undefined ? first : [...texts];
}

function boundStatements(
  policy: PolicyJson,
  bounds: Bounds,
  order: TighteningOrder,
): { policy: PolicyJson; changes: string[]; boundsOwners: boolean } {
  const changes: string[] = [];
  let boundsOwners = false;
  const denies = policy.Statement.filter(({ Effect }) => Effect === "Deny");
  const statements = policy.Statement.map((statement, index) => {
    if (statement["Effect"] !== "Allow") return statement;
    // A statement is looked at together with every Deny: what those keep out needs no condition of its own.
    const alone = JSON.stringify({ ...policy, Statement: [statement, ...denies] });
    const answers = decideRest(alone, order);
    const added = {
      ...(answers.admitsOutsidePrincipals === false ? {} : bounds.principal),
      ...(answers.admitsOutsideResources === false ? {} : bounds.resource),
    };
    boundsOwners ||= answers.admitsOutsideResources !== false;
    const keys = Object.keys(added);
    if (keys.length === 0) return statement;
    changes.push(`Statement[${index}] gets a condition on ${keys.join(" and ")}`);
    return { ...statement, Condition: withCondition(statement["Condition"], added) };
  });
  return { policy: { ...policy, Statement: statements }, changes, boundsOwners };
}

/** What is written about these keys under any StringEquals gives way: AND with a wider list would say nothing more. */
function withCondition(condition: unknown, added: Bounds["principal"]): Record<string, unknown> {
  const operators = Object.entries((condition ?? {}) as Record<string, Record<string, unknown>>);
  const replaced = new Set(Object.keys(added).map((key) => key.toLowerCase()));
  const kept = operators.flatMap(([operator, keys]) => {
    if (!/^(?:for(?:any|all)values?:)?stringequals(?:ifexists)?$/iu.test(operator)) return [[operator, keys] as const];
    const others = Object.entries(keys).filter(([key]) => !replaced.has(key.toLowerCase()));
    return others.length === 0 ? [] : [[operator, Object.fromEntries(others)] as const];
  });
  const name = kept.find(([operator]) => operator.toLowerCase() === "stringequals")?.[0] ?? "StringEquals";
  const merged = Object.fromEntries(kept);
  return { ...merged, [name]: { ...merged[name], ...added } };
}

const ownedSid = "ReadAwsOwnedBuckets";

/** Reads of AWS-owned buckets that the policy admits now. Some are made unsigned: no condition on the caller fits them. */
function ownedStatement(
  bounded: PolicyJson,
  { context, document, region }: TighteningOrder,
): StatementJson | undefined {
  if (serviceOf(context.service).namespace !== "s3") return undefined;
  const regions = [...new Set([...(region === undefined ? [] : [region]), ...regionsIn(document ?? "")])];
  const [read] = awsOwnedReads;
  const after = JSON.stringify(bounded);
  const lost = groupAlike(bounded, awsOwnedArns(regions, context.partition)).filter(([first = ""]) => {
    const isAdmitted = (text: string | undefined, caller: string) =>
      admits({ document: text, context }, caller, read, first) === true;
    return isAdmitted(document, "*") && !isAdmitted(after, "anonymous");
  });
  const resources = lost.flat();
  if (resources.length === 0) return undefined;
  return { Sid: ownedSid, Effect: "Allow", Principal: "*", Action: read, Resource: resources };
}

/** ARNs of objects that every Resource of the policy treats alike are asked about once. */
function groupAlike({ Statement: statements }: PolicyJson, arns: readonly string[]): string[][] {
  const patterns = statements.flatMap(({ Resource: is, NotResource: isNot }) => [is ?? isNot].flat().map(String));
  const globs = [...new Set(patterns)].map(parseGlob);
  const groups = new Map<string, string[]>();
  for (const arn of arns.filter((each) => each.endsWith("/*"))) {
    const signature = globs.map((glob) => (matchGlob(glob, arn) ? "1" : "0")).join("");
    groups.set(signature, [...(groups.get(signature) ?? []), arn]);
  }
  return [...groups.values()];
}

function decideRest(text: string, { context, region }: TighteningOrder): Decision {
  return decideWithoutAwsOwned(text, context, region)?.decision ?? decidePolicy(text, context);
}

function isBounded(text: string, order: TighteningOrder): boolean {
  const rest = decideRest(text, order);
  return !mayAdmitOutsiders(rest) && rest.deniesEverything !== true;
}

/** Spread over lines while it fits; AWS counts white space. What cannot be seen, or not be trusted, is escaped. */
function print(policy: PolicyJson): string | undefined {
  const texts = [JSON.stringify(policy, undefined, 2), JSON.stringify(policy)].map((text) =>
    text.replaceAll(/[^\n\x20-\x7e]/gu, (character) => character.split("").map(escapeUnit).join("")),
  );
  return texts.find((text) => text.length <= maxPolicyLength);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
