import type { PolicyContext } from "../../src/policy/context.ts";
import type { Pool } from "../../test/unit/policy/oracle/pools.ts";
import { and, exactlyOne, implies, no, not, or, yes } from "./formula.ts";
import type { Formula } from "./formula.ts";
import { concat, globOf, literal, oneOf, quote, regexOf } from "./globs.ts";
import { anyText, matchText, someText } from "./model.ts";
import type { Model, Text } from "./model.ts";

/** The request model of policy-semantics 10, as variables and what binds them. */

/** A caller's account and organization, or an owner's. */
export interface Party {
  account: Text;
  hasOrganization: Formula;
  organization: Text;
  path: Text;
}

export interface RequestModel {
  pool: Pool;
  context: PolicyContext;
  isAnonymous: Formula;
  isService: Formula;
  isIam: Formula;
  caller: Party;
  /** Of an IAM principal: `root`, `role/...`; of STS: `federated-user/...`. */
  isSts: Formula;
  callerTail: Text;
  /** The session of a named role; by its ARN. */
  sessions: ReadonlyMap<string, Formula>;
  serviceName: Text;
  owner: Party;
  /** By kind: `none`, `bucket`, `object`, `resource`, and `other` for what the reference leaves open. */
  kinds: Readonly<Record<string, Formula>>;
  /** Service, Region and account of an ARN of kind `other`. */
  otherFields: readonly Text[];
  region: Text;
  resourceTail: Text;
  action: Text;
  /** By the name of a listed action. */
  listed: ReadonlyMap<string, Formula>;
}

const digits = oneOf("0-9");
const accountLanguage = concat(...Array.from({ length: 12 }, () => digits));
const many = (one: string): string => `(re.* ${one})`;
const some = (one: string): string => `(re.+ ${one})`;
const lowerOrDigit = oneOf("a-z0-9");
const organizationLanguage = concat(
  regexOf(literal("o-")),
  ...Array.from({ length: 10 }, () => lowerOrDigit),
  many(lowerOrDigit),
);
const pathLanguage = concat(
  regexOf(literal("/r-")),
  some(lowerOrDigit),
  regexOf(literal("/")),
  many(
    concat(
      regexOf(literal("ou-")),
      some(lowerOrDigit),
      regexOf(literal("-")),
      some(lowerOrDigit),
      regexOf(literal("/")),
    ),
  ),
);
const nameLanguage = some(oneOf("a-zA-Z0-9_+=,.@-"));
const slash = regexOf(literal("/"));
const iamLanguage = `(re.union (str.to_re "root") ${concat(
  `(re.union (str.to_re "role/") (str.to_re "user/"))`,
  `(re.opt ${concat(some(oneOf("!-~")), slash)})`,
  nameLanguage,
)})`;
const stsLanguage = concat(regexOf(literal("federated-user/")), nameLanguage);
const identifiers = oneOf("a-z0-9-");
const bucketLanguage = concat(lowerOrDigit, some(oneOf("a-z0-9.-")), lowerOrDigit);

/** `test/unit/policy/oracle` has names of one to three pieces, and here are all. */
const realTails: Readonly<Record<string, string>> = {
  bucket: bucketLanguage,
  object: concat(bucketLanguage, slash, someText),
  dynamodb: concat(
    regexOf(literal("table/")),
    some(oneOf("a-zA-Z0-9_.-")),
    `(re.opt ${concat(slash, some(oneOf("a-zA-Z0-9_.:/-")))})`,
  ),
  ecr: concat(regexOf(literal("repository/")), some(oneOf("a-z0-9_.-")), many(concat(slash, some(oneOf("a-z0-9_.-"))))),
};

export const only = (text: Text): string => {
  const [first] = text;
  if (first === undefined || !("variable" in first)) throw new Error("a text with one variable was expected");
  return first.variable;
};

function party(model: Model, name: string): Party {
  const organization = model.variable(`${name}_org`, organizationLanguage);
  return {
    account: model.variable(`${name}_account`, accountLanguage),
    hasOrganization: model.bool(`${name}_has_org`),
    organization,
    path: [...organization, ...model.variable(`${name}_path`, pathLanguage)],
  };
}

export function declareRequest(
  model: Model,
  pool: Pool,
  context: PolicyContext,
  sessionArns: readonly string[],
): RequestModel {
  const kinds = pool.namespace === "s3" ? ["none", "bucket", "object", "other"] : ["none", "resource", "other"];
  const action = model.variable("action", concat(regexOf(literal(`${pool.namespace}:`)), some(lowerOrDigit)));
  const rows = pool.actions.filter(({ isUnlisted }) => isUnlisted !== true);
  return {
    pool,
    context,
    isAnonymous: model.bool("is_anonymous"),
    isService: model.bool("is_service"),
    isIam: model.bool("is_iam"),
    caller: party(model, "caller"),
    isSts: model.bool("is_sts"),
    callerTail: model.variable("caller_tail", anyText),
    sessions: new Map(sessionArns.map((arn, at) => [arn, model.bool(`session${at}`)])),
    serviceName: model.variable("service_name", concat(some(oneOf("a-z0-9.-")), regexOf(literal(".amazonaws.com")))),
    owner: party(model, "owner"),
    kinds: Object.fromEntries(kinds.map((kind) => [kind, model.bool(`on_${kind}`)])),
    otherFields: [
      // Of S3, access points; of the others, what their ARNs may be beside tables and repositories.
      model.variable("other_service", regexOf(literal(pool.namespace))),
      model.variable("other_region", many(identifiers)),
      model.variable("other_account", pool.namespace === "s3" ? accountLanguage : many(oneOf("a-z0-9"))),
    ],
    region: model.variable("region", many(identifiers)),
    resourceTail: model.variable("resource_tail", someText),
    action,
    listed: new Map(rows.map(({ name }) => [name, is(model, action, name.toLowerCase())])),
  };
}

export const is = (model: Model, text: Text, value: string): Formula => matchText(model, text, literal(value));

const isOneOf = (model: Model, text: Text, values: readonly string[]): Formula =>
  or(...values.map((value) => is(model, text, value)));

/** What holds of every request. */
export function worldOf(model: Model, request: RequestModel): Formula {
  const { isAnonymous, isService, isIam, isSts, caller, owner, kinds, callerTail, sessions, pool } = request;
  const tail = only(callerTail);
  const ofSessions = [...sessions].map(([arn, isSession]) => {
    const [, , , , account = "", rest = ""] = arn.split(":");
    const role = rest.split("/")[1] ?? "";
    const isRole = or(
      is(model, callerTail, `role/${role}`),
      matchText(model, callerTail, [...literal("role/"), "?", "*", ...literal(`/${role}`)]),
    );
    return implies(isSession, and(isIam, not(isSts), is(model, caller.account, account), isRole));
  });
  const { none, other } = kinds;
  const hasOwner = not(none ?? no);
  return and(
    exactlyOne(isAnonymous, isService, isIam),
    exactlyOne(...Object.values(kinds)),
    implies(and(isIam, isSts), model.member(tail, stsLanguage)),
    implies(and(isIam, not(isSts)), model.member(tail, iamLanguage)),
    ...ofSessions,
    implies(isIam, existsParty(model, caller, request.context)),
    implies(hasOwner, existsParty(model, owner, request.context)),
    ...Object.entries(kinds).map(([kind, isKind]) => {
      const language = realTails[kind === "resource" ? pool.namespace : kind];
      return language === undefined ? yes : implies(isKind, model.member(only(request.resourceTail), language));
    }),
    implies(other ?? no, hasOwner),
    kindOfAction(request),
    bucketOwners(model, request),
  );
}

/** What each action is asked on. */
function kindOfAction({ pool, listed, kinds }: RequestModel): Formula {
  const on = (names: readonly string[]): Formula =>
    or(
      ...Object.entries(kinds).flatMap(([kind, isKind]) =>
        names.includes(kind === "other" ? otherOf(pool) : kind) ? [isKind] : [],
      ),
    );
  const rows = pool.actions.filter(({ isUnlisted }) => isUnlisted !== true);
  const unlisted = pool.actions.find(({ isUnlisted }) => isUnlisted === true);
  return and(
    ...rows.map((row) => implies(listed.get(row.name) ?? no, on(row.on))),
    implies(isUnlisted({ listed }), on(unlisted?.on ?? [])),
  );
}

const otherOf = ({ namespace }: Pool): string => (namespace === "s3" ? "other" : "resource");

export const isUnlisted = ({ listed }: Pick<RequestModel, "listed">): Formula => not(or(...listed.values()));

const bucketIs = (model: Model, { resourceTail, kinds }: RequestModel, name: string): Formula =>
  and(
    or(kinds["bucket"] ?? no, kinds["object"] ?? no),
    or(is(model, resourceTail, name), matchText(model, resourceTail, globOf(`${name}/*`))),
  );

/** Listed buckets have the owners that the context says. */
function bucketOwners(model: Model, request: RequestModel): Formula {
  const { ownedBuckets = [], externalBuckets = [] } = request.context;
  const { isInside } = judge(model, request, request.owner, { accounts: [], organizations: [] });
  return and(
    ...ownedBuckets.map((name) => implies(bucketIs(model, request, name), isInside)),
    ...externalBuckets.map((name) => implies(bucketIs(model, request, name), not(isInside))),
  );
}

const isOurs = (model: Model, { account }: Party, { accounts }: PolicyContext): Formula =>
  isOneOf(model, account, accounts);

const isOwn = (model: Model, { hasOrganization, organization }: Party, { organizationId }: PolicyContext): Formula =>
  organizationId === undefined ? no : and(hasOrganization, is(model, organization, organizationId));

/** Our accounts are in our organization; where the list of them is complete, no others are. */
function existsParty(model: Model, party: Party, context: PolicyContext): Formula {
  const [ours, own] = [isOurs(model, party, context), isOwn(model, party, context)];
  if (context.organizationId === undefined) return yes;
  return and(implies(ours, own), context.accountsComplete ? implies(own, ours) : yes);
}

/** What the policy spells out. */
export interface Mentioned {
  accounts: readonly string[];
  organizations: readonly string[];
}

export interface Judged {
  isInside: Formula;
  isOutside: Formula;
  /** Whether the context settles that there is such a one. */
  isReal: Formula;
}

/** Who is ours, trusted, outside (policy-semantics 10). */
export function judge(model: Model, { context }: RequestModel, party: Party, mentioned: Mentioned): Judged {
  const [ours, own] = [isOurs(model, party, context), isOwn(model, party, context)];
  const { trustedAccounts, trustedOrganizations, organizationId, accountsComplete } = context;
  const isInside = or(
    ours,
    own,
    isOneOf(model, party.account, trustedAccounts),
    and(party.hasOrganization, isOneOf(model, party.organization, trustedOrganizations)),
  );
  const mayBeOurs = accountsComplete ? no : isOneOf(model, party.account, mentioned.accounts);
  const mayBeOwn =
    organizationId === undefined
      ? and(party.hasOrganization, isOneOf(model, party.organization, mentioned.organizations))
      : no;
  return {
    isInside,
    isOutside: and(not(isInside), not(mayBeOurs), not(mayBeOwn)),
    isReal: organizationId === undefined ? not(ours) : not(and(own, not(ours))),
  };
}

/** A bucket that the policy spells out is one unknown account's, unless the context lists it (policy-semantics 4). */
export function isNamedBucket(
  model: Model,
  request: RequestModel,
  patterns: readonly string[],
  hasVariables: boolean,
): Formula {
  const { ownedBuckets = [], externalBuckets = [] } = request.context;
  const names = patterns.flatMap((one) => /^arn:aws:s3:::([^/]+)/u.exec(one)?.[1] ?? []);
  const exact = names.filter((name) => !/[*?]/u.test(name) && ![...ownedBuckets, ...externalBuckets].includes(name));
  const ofAccounts = hasVariables && names.some((name) => name.includes("${"));
  const tail = only(request.resourceTail);
  const account = `(re.union ${accountLanguage} (str.to_re "anonymous"))`;
  return or(
    ...exact.map((name) => bucketIs(model, request, name)),
    ofAccounts && request.pool.namespace === "s3"
      ? model.member(tail, concat(account, `(str.to_re ${quote("-")})`, "re.all"))
      : no,
  );
}
