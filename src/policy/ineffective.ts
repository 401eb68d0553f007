import { didYouMean } from "../errors.ts";
import type { PolicyContext } from "./context.ts";
import type { ConditionAtom, Effect, PolicyDocument, Statement } from "./document.ts";
import { createEvaluator } from "./evaluate.ts";
import { conditionKey, similarKey } from "./keys.ts";
import { readAwsPrincipal } from "./principal.ts";
import type { Request } from "./request.ts";
import { serviceOf } from "./services.ts";
import type { Truth } from "./truth.ts";

/** Something that is written to bound a policy, and bounds nothing on this endpoint (policy-semantics 5 and 6). */
export interface Ineffective {
  /** Of the statement, from 0. */
  index: number;
  sid?: string;
  line: number;
  column: number;
  /** What is written: `StringEquals on aws:SourceVpce`. */
  what: string;
  why: string;
}

/** @param endpointType `Gateway`, `Interface`, ...; undefined where it is not known */
export function findIneffective(
  parsed: PolicyDocument,
  context: PolicyContext,
  endpointType: string | undefined,
): Ineffective[] {
  return parsed.statements.flatMap((statement) => [
    ...findRootOnly(statement, context, endpointType),
    ...statement.condition.flatMap((atom) => {
      const why = explainAtom({ atom, statement, parsed, context });
      return why === undefined
        ? []
        : [{ ...placeOf(statement, atom), what: `${atom.operatorName} on ${atom.key}`, why }];
    }),
  ]);
}

function placeOf({ index, sid }: Statement, { line, column }: { line: number; column: number }) {
  return { index, ...(sid === undefined ? {} : { sid }), line, column };
}

/** AWS documents that an account in Principal reaches its root user only, on a gateway endpoint (policy-semantics 3). */
function findRootOnly(
  statement: Statement,
  { partition }: PolicyContext,
  endpointType: string | undefined,
): Ineffective[] {
  const { principal, effect } = statement;
  if (endpointType?.toLowerCase() !== "gateway" || principal.negated || principal.everybody) return [];
  return principal.named
    .filter(({ kind, name }) => kind === "AWS" && readAwsPrincipal(name, partition).kind === "account")
    .map(({ name }) => ({
      ...placeOf(statement, statement),
      what: `Principal ${name}`,
      why: `on a gateway endpoint an account in Principal reaches its root user only, so the statement ${effect === "Allow" ? "admits" : "denies"} none of its users and roles; write "*" and a condition on aws:PrincipalArn or aws:PrincipalAccount`,
    }));
}

interface Situation {
  atom: ConditionAtom;
  statement: Statement;
  parsed: PolicyDocument;
  context: PolicyContext;
}

function explainAtom(situation: Situation): string | undefined {
  const { atom, context } = situation;
  if (atom.operator === undefined) return undefined;
  const service = serviceOf(context.service);
  const { source } = conditionKey(atom.key, service);
  if (source === "absent" || source === "endpoint") {
    const truth = truthForEveryRequest(situation);
    return `${whyConstant(atom.key, source, service.namespace)}, so ${consequence(situation.statement.effect, truth)}`;
  }
  return source === "caller" || source === "resource" || source === "signed" ? whyOpenOnAbsence(situation) : undefined;
}

/** Such keys hold the same in every request through the endpoint, so any request will do. */
function truthForEveryRequest({ atom, parsed, context }: Situation): Truth {
  const alone: Statement = {
    index: 0,
    line: 1,
    column: 1,
    effect: "Allow",
    principal: { negated: false, everybody: true, named: [] },
    action: { negated: false, patterns: ["*"] },
    resource: { negated: false, patterns: ["*"] },
    condition: [atom],
  };
  return createEvaluator({ ...parsed, statements: [alone] }, context)(anyRequest);
}

const anyRequest: Request = {
  principal: { kind: "anonymous" },
  action: "any:Action",
  resource: { arn: "*" },
  keys: [],
};

function whyConstant(key: string, source: "absent" | "endpoint", namespace: string): string {
  const name = key.toLowerCase();
  if (source === "endpoint") {
    const isOfOwner = name.startsWith("aws:vpce");
    return isOfOwner
      ? `${key} tells who owns the endpoint, not who calls through it`
      : `${key} is this endpoint's own in every request that passes it`;
  }
  if (name === "aws:sourceip") return `no request that passes an endpoint has a public address: ${key} is never there`;
  if (ofEndpointOwner.has(name)) return `requests to ${namespace} do not hold ${key}`;
  const isOwn = name.startsWith(`${namespace}:`);
  if (!name.startsWith("aws:") && !isOwn) {
    return `${key} is a key of another service, and in no request to ${namespace}`;
  }
  const similar = isOwn ? similarKey(key, namespace) : didYouMean(key, globalKeyNames);
  const whose = isOwn ? "IAM documents" : "AWS has";
  return `${whose} no condition key ${key}${similar === undefined ? "" : ` (did you mean ${similar}?)`}: it is in no request`;
}

const ofEndpointOwner: ReadonlySet<string> = new Set(["aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths"]);

function consequence(effect: Effect, truth: Truth): string {
  if (truth === "maybe") return "the condition holds for every request or for none, and bounds nobody";
  if (truth === "yes") {
    return effect === "Allow"
      ? "the condition always holds, and bounds nothing"
      : "the condition always holds, and the statement denies all that it names";
  }
  return effect === "Allow"
    ? "the condition never holds, and the statement admits nothing"
    : "the condition never holds, and the statement denies nothing";
}

/** Keys that are in every request (policy-semantics 6 and 13). */
const alwaysThere: ReadonlySet<string> = new Set(["aws:principalaccount", "aws:resourceaccount", "s3:resourceaccount"]);

/** In an Allow: an operator that also holds where the key is not there, and nothing beside it that asks for the key. */
function whyOpenOnAbsence({ atom, statement, context }: Situation): string | undefined {
  const { operator, key } = atom;
  const name = key.toLowerCase();
  const holdsOnAbsence = operator?.quantifier === "ForAllValues" || operator?.ifExists === true;
  if (statement.effect === "Deny" || !holdsOnAbsence || alwaysThere.has(name)) return undefined;
  if (statement.condition.some((other) => other.key.toLowerCase() === name && demandsKey(other))) return undefined;
  const isOfResource = conditionKey(key, serviceOf(context.service)).source === "resource";
  const absent = isOfResource
    ? "resources whose owner is in no organization"
    : "callers without it (anonymous ones, accounts in no organization)";
  const form = operator?.quantifier === "ForAllValues" ? "ForAllValues" : "IfExists";
  return `${form} also holds where ${key} is absent, so it lets ${absent} pass and bounds nobody by itself`;
}

function demandsKey({ operator, values }: ConditionAtom): boolean {
  if (operator === undefined) return false;
  if (operator.family === "null") return values.every((value) => value.toLowerCase() === "false");
  return !operator.negated && !operator.ifExists && operator.quantifier !== "ForAllValues";
}

/** For "did you mean": the keys that people write by hand. */
const globalKeyNames: readonly string[] = `
aws:PrincipalOrgID aws:PrincipalOrgPaths aws:PrincipalAccount aws:PrincipalArn aws:PrincipalIsAWSService
aws:PrincipalServiceName aws:PrincipalServiceNamesList aws:PrincipalTag aws:PrincipalType aws:ResourceOrgID
aws:ResourceOrgPaths aws:ResourceAccount aws:ResourceTag aws:RequestTag aws:RequestedRegion aws:SourceVpc aws:SourceVpce
aws:SourceIp aws:VpcSourceIp aws:SourceAccount aws:SourceArn aws:SourceOrgID aws:SourceOrgPaths aws:SourceIdentity
aws:SecureTransport aws:CalledVia aws:ViaAWSService aws:CurrentTime aws:EpochTime aws:TagKeys aws:UserAgent aws:userid
aws:username aws:MultiFactorAuthPresent aws:MultiFactorAuthAge aws:TokenIssueTime aws:FederatedProvider
`
  .trim()
  .split(/\s+/u);
