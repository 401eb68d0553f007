import { Ajv, type ValidateFunction } from "ajv";
import contextSchema from "../schemas/policy-context.schema.json" with { type: "json" };
import { throwGathered } from "./errors.ts";
import type { Trust } from "./facts/place.ts";
import { explainSchemaErrors, type JsonDocument } from "./json-document.ts";
import { parseServiceName } from "./network/service-name.ts";
import { assessPolicy, type PolicyAssessment } from "./policy/assess.ts";
import type { PolicyContext } from "./policy/context.ts";
import { mayAdmitOutsiders, type Decision } from "./policy/decide.ts";
import type { DeploymentNote } from "./policy/deployment-notes.ts";
import { createEvaluator } from "./policy/evaluate.ts";
import type { Ineffective } from "./policy/ineffective.ts";
import { describeWitness, type Witness } from "./policy/request.ts";
import type { PolicyVerdict } from "./policy/verdict.ts";
import { isUnknown, type Maybe } from "./unknown.ts";

/** The composition behind `vpclint policy`: one document, offline. */

/** What a context file says: the fields of policy-semantics 10, and the Region for AWS-owned buckets. */
export interface ContextFile {
  org_id?: string | null;
  accounts?: string[] | null;
  accounts_complete?: boolean | null;
  partition?: string | null;
  region?: string | null;
  vpce_id?: string | null;
  vpc_id?: string | null;
  endpoint_account?: string | null;
  owned_buckets?: string[] | null;
  external_buckets?: string[] | null;
  trusted_accounts?: string[] | null;
  trusted_orgs?: string[] | null;
  exempt_resources?: string[] | null;
  presets?: "aws-owned"[] | null;
  now?: string | null;
}

export interface PolicyOrder {
  /** Undefined or empty: AWS's default policy. */
  policy: string | undefined;
  /** `s3`, or the full name of an endpoint service. */
  service: string;
  endpointType: string | undefined;
  context: ContextFile;
  /** Of the configuration, beside what the context says. */
  trust: Trust;
}

/** An answer with what shows it. */
interface Answered {
  answer: boolean | null;
  /** What would have to be known; only where the answer is null. */
  missing: string[];
}

interface Shown extends Answered {
  witness: { words: string; request: Witness } | null;
  /** The statement that admits the witness. */
  admittedBy: { index: number; sid?: string; line: number; column: number } | null;
}

export interface PolicyReport {
  verdict: PolicyVerdict;
  externalPrincipal: Shown;
  externalResource: Shown;
  fullAccess: Answered;
  deniesEverything: Answered;
  /** What was wrong with the text, and where. */
  failure: { message: string; line: number; column: number } | null;
  /** Whether outsiders are admitted only to read buckets that AWS owns. */
  onlyAwsOwned: boolean;
  statements: { index: number; sid?: string; effect: string; why: string; line: number; column: number }[];
  ineffective: Ineffective[];
  notes: DeploymentNote[];
  tighter: { policy: string; changes: string[] } | { reason: string } | null;
}

/** Decides one policy, and works out all that `vpclint policy` tells about it. */
export function reportPolicy(order: PolicyOrder): PolicyReport {
  const context = readContext(order);
  const assessment = assess(order, context);
  const { decision, parsed } = assessment;
  return {
    verdict: decision.verdict,
    externalPrincipal: show(decision.admitsOutsidePrincipals, decision.principalWitness, assessment, context),
    externalResource: show(decision.admitsOutsideResources, decision.resourceWitness, assessment, context),
    fullAccess: answer(decision.fullAccess),
    deniesEverything: answer(decision.deniesEverything),
    failure: decision.failure ?? null,
    onlyAwsOwned: assessment.isOnlyAwsOwned(),
    statements: decision.statements.map(({ index, sid, effect, why }) => {
      const { line = 1, column = 1 } = parsed?.statements[index] ?? {};
      return { index, ...(sid === undefined ? {} : { sid }), effect, why, line, column };
    }),
    ineffective: assessment.ineffective(),
    notes: assessment.notes(),
    tighter: offerTighter(assessment),
  };
}

/** One line of `vpclint policy --jsonl`. */
export interface PolicyAnswer {
  verdict: Exclude<PolicyVerdict, "not-applicable">;
  external_principal: boolean | null;
  external_resource: boolean | null;
  full_access: boolean | null;
  witness: ({ words: string } & Witness) | null;
}

/** The answers alone: of thousands of policies nobody reads more. */
export function answerPolicy(order: PolicyOrder): PolicyAnswer {
  const { decision } = assess(order, readContext(order));
  const witness = decision.principalWitness ?? decision.resourceWitness;
  return {
    // No document bounds a service that heeds none: full access (policy-semantics 1).
    verdict: decision.verdict === "not-applicable" ? "full-access" : decision.verdict,
    external_principal: answer(decision.admitsOutsidePrincipals).answer,
    external_resource: answer(decision.admitsOutsideResources).answer,
    full_access: answer(decision.fullAccess).answer,
    witness: witness === undefined ? null : { words: describeWitness(witness), ...witness },
  };
}

function assess(order: PolicyOrder, context: PolicyContext): PolicyAssessment {
  const region = order.context.region ?? parseServiceName(order.service).region;
  const presets = [...(order.context.presets ?? []), ...(order.trust.presets ?? [])];
  return assessPolicy({ document: order.policy, context, region, endpointType: order.endpointType, presets });
}

function readContext({ service, endpointType, context: file, trust }: PolicyOrder): PolicyContext {
  return {
    service: parseServiceName(service).token,
    policySupported: heedsPolicies(service, endpointType),
    ...known("organizationId", file.org_id),
    accounts: file.accounts ?? [],
    // Without a list nobody says that an account is not ours.
    accountsComplete: file.accounts != null && file.accounts_complete !== false,
    trustedAccounts: [...(file.trusted_accounts ?? []), ...(trust.trustedAccounts ?? [])],
    trustedOrganizations: [...(file.trusted_orgs ?? []), ...(trust.trustedOrganizations ?? [])],
    partition: file.partition ?? "aws",
    ...known("now", file.now),
    ...known("endpointId", file.vpce_id),
    ...known("vpcId", file.vpc_id),
    ...known("endpointAccount", file.endpoint_account),
    ownedBuckets: [...(file.owned_buckets ?? []), ...(trust.ownedBuckets ?? [])],
    externalBuckets: [...(file.external_buckets ?? []), ...(trust.externalBuckets ?? [])],
    exemptResources: [...(file.exempt_resources ?? []), ...(trust.exemptResources ?? [])],
  };
}

function known<Name extends string>(name: Name, value: string | null | undefined): { [K in Name]?: string } {
  return value == null ? {} : ({ [name]: value } as { [K in Name]: string });
}

/** Services of others, and endpoints that are no Gateway or Interface, heed no policy (policy-semantics 1). */
function heedsPolicies(service: string, endpointType: string | undefined): boolean {
  const isOfOthers = service.includes("vpce-svc-") || service.startsWith("com.amazonaws.vpce.");
  return !isOfOthers && (endpointType === undefined || /^(?:gateway|interface)$/iu.test(endpointType));
}

function answer(value: Maybe<boolean>): Answered {
  if (!isUnknown(value)) return { answer: value, missing: [] };
  return { answer: null, missing: value.needs.map(({ reason }) => reason) };
}

function show(
  value: Maybe<boolean>,
  witness: Decision["principalWitness"],
  { parsed }: PolicyAssessment,
  context: PolicyContext,
): Shown {
  if (witness === undefined) return { ...answer(value), witness: null, admittedBy: null };
  const admitting = parsed?.statements.find(
    (statement) =>
      statement.effect === "Allow" &&
      createEvaluator({ ...parsed, statements: [statement] }, context)(witness) === "yes",
  );
  return {
    ...answer(value),
    witness: { words: describeWitness(witness), request: witness },
    admittedBy:
      admitting === undefined
        ? null
        : {
            index: admitting.index,
            ...(admitting.sid === undefined ? {} : { sid: admitting.sid }),
            line: admitting.line,
            column: admitting.column,
          },
  };
}

function offerTighter({ decision, tightening }: PolicyAssessment): PolicyReport["tighter"] {
  if (!mayAdmitOutsiders(decision) || decision.failure !== undefined) return null;
  const found = tightening();
  return found.kind === "none" ? { reason: found.reason } : { policy: found.policy, changes: found.changes };
}

let validateContext: ValidateFunction | undefined;

/** @throws UserError with everything that is wrong with a context */
export function checkContext(document: JsonDocument): ContextFile {
  validateContext ??= new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true }).compile(contextSchema);
  const hint =
    "its fields: org_id, accounts, accounts_complete, partition, region, vpce_id, vpc_id, endpoint_account, owned_buckets, external_buckets, trusted_accounts, trusted_orgs, exempt_resources, presets, now";
  if (!validateContext(document.content)) {
    throwGathered(explainSchemaErrors(validateContext.errors ?? [], document, { code: "bad-context", hint }));
  }
  return document.content as ContextFile;
}
