import { acceptsPolicies } from "../network/endpoint-services.ts";
import type { VpcEndpoint } from "../network/records.ts";
import { checkAction, checkPrincipal, checkResource } from "../policy/admitted.ts";
import type { PolicyAssessment } from "../policy/assess.ts";
import { mayAdmitOutsiders, type Decision } from "../policy/decide.ts";
import { describeWitness, type Witness } from "../policy/request.ts";
import { policyVerdicts } from "../policy/verdict.ts";
import { isUnknown, mapKnown, Unknown, type Maybe } from "../unknown.ts";
import { boolFact, textFact, textsFact } from "./common.ts";
import type { Placed } from "./place.ts";
import { assessEndpoint } from "./policy-assessments.ts";
import { bool, defineObject, type Exhibit, type Fact, type StatementsExhibit } from "./vocabulary.ts";

interface EndpointPolicy {
  at: Placed<VpcEndpoint>;
  supported: Maybe<boolean>;
  assessment: PolicyAssessment;
}

export function readPolicy(at: Placed<VpcEndpoint>): EndpointPolicy {
  const supported = acceptsPolicies(at.place.network, at.record);
  return { at, supported, assessment: assessEndpoint(at, supported) };
}

export const policyObject = defineObject<EndpointPolicy>({
  name: "EndpointPolicy",
  description: "What the policy of an endpoint admits. Principals of AWS's own services are not outsiders.",
  facts: {
    supported: boolFact("Whether the service heeds endpoint policies at all.", ({ supported }) => supported),
    default: boolFact("Whether it is the policy that AWS attaches by itself: everything is allowed.", (of) =>
      seen(of, ({ decision }) => decision.isDefault),
    ),
    verdict: textFact("The verdict in one word.", (of) => seen(of, ({ decision }) => decision.verdict), policyVerdicts),
    fullAccess: answerFact("Whether it allows every request to the service.", ({ fullAccess }) => fullAccess),
    admitsOutsidePrincipals: answerFact(
      "Whether it admits a principal from outside the organization.",
      ({ admitsOutsidePrincipals }) => admitsOutsidePrincipals,
    ),
    outsidePrincipalWitness: textFact(
      "A request of such a principal that it admits, in words; empty if there is none.",
      (of) => seen(of, ({ decision }) => describe(decision, decision.principalWitness)),
    ),
    admitsOutsideResources: answerFact(
      "Whether it admits a resource that somebody outside the organization owns.",
      ({ admitsOutsideResources }) => admitsOutsideResources,
    ),
    outsideResourceWitness: textFact(
      "A request on such a resource that it admits, in words; empty if there is none.",
      (of) => seen(of, ({ decision }) => describe(decision, decision.resourceWitness)),
    ),
    onlyAwsOwned: boolFact(
      "Whether outsiders come in, or may, by nothing but reads of the buckets of the preset `aws-owned`.",
      (of) => seen(of, (assessment) => assessment.isOnlyAwsOwned()),
    ),
    deniesEverything: answerFact("Whether no request passes it.", ({ deniesEverything }) => deniesEverything),
    allActions: boolFact("Whether every action of the service passes it, for some caller and resource.", (of) =>
      located(of, admitsAllActions(of)),
    ),
    admittedActions: textsFact(
      "The actions of the service that it admits, or that it could not be shown to refuse.",
      (of) => located(of, of.assessment.admittedActions()),
    ),
    ineffective: textsFact("What is written to bound it, and bounds nothing on this endpoint.", (of) =>
      seen(of, ({ ineffective }) =>
        ineffective().map(({ index, sid, what, why }) => `${nameOf(index, sid)}: ${what}: ${why}`),
      ),
    ),
    notes: textsFact("What AWS would refuse if the policy was attached as it is.", (of) =>
      seen(of, ({ notes }) =>
        notes().map(({ index, sid, message }) => (index === undefined ? message : `${nameOf(index, sid)}: ${message}`)),
      ),
    ),
    unparseable: boolFact("Whether it is not a policy that AWS accepts.", (of) =>
      seen(of, ({ decision }) => decision.failure !== undefined),
    ),
    failure: textFact("What is wrong with it, and where, if it is not; else empty.", (of) =>
      seen(of, ({ decision }) => explainFailure(decision)),
    ),
  },
  methods: {
    admits: {
      args: [
        { name: "principal", type: "string", check: checkPrincipal },
        { name: "action", type: "string", check: checkAction },
        { name: "resource", type: "string", check: checkResource },
      ],
      returns: bool,
      description:
        'Whether it admits some such request: of an account, an IAM ARN, `"anonymous"`, a service principal, or `"*"`; an action; an ARN. Each may hold wildcards.',
      call: (of, principal, action, resource) =>
        located(of, of.assessment.admits(String(principal), String(action), String(resource))),
    },
  },
  exhibit: exhibitPolicy,
});

function answerFact(description: string, read: (decision: Decision) => Maybe<boolean>): Fact<EndpointPolicy> {
  return boolFact(description, (of) => located(of, read(of.assessment.decision)));
}

/** A policy that was not collected has no content to be asked about, unless nothing heeds it. */
function seen<T>({ at, supported, assessment }: EndpointPolicy, ask: (assessment: PolicyAssessment) => T): Maybe<T> {
  const { policy } = at.record;
  return isUnknown(policy) && supported !== false ? policy : ask(assessment);
}

/** The policy part does not know in which account and Region the endpoint stands. */
function located<T>({ at: { place, record } }: EndpointPolicy, answer: Maybe<T>): Maybe<T> {
  if (!isUnknown(answer)) return answer;
  return new Unknown(
    answer.needs.map((need) =>
      need.account === "*"
        ? {
            account: place.account,
            region: place.region,
            api: "DescribeVpcEndpoints",
            reason: `policy of ${record.id}: ${need.reason}`,
          }
        : need,
    ),
  );
}

/** The verdict settles it for a bounded policy; for an open one the actions are looked at one by one. */
function admitsAllActions({ assessment }: EndpointPolicy): Maybe<boolean> {
  const { decision } = assessment;
  if (decision.fullAccess === true || decision.verdict === "wildcard-actions") return true;
  const isBounded = decision.verdict === "least-privilege" || decision.verdict === "org-bounded";
  if (isBounded || decision.deniesEverything === true) return false;
  return mapKnown(assessment.admittedActions(), () => decision.deniesEverything);
}

function nameOf(index: number, sid: string | undefined): string {
  return sid === undefined ? `Statement[${index}]` : `Statement[${index}] (${sid})`;
}

/** The default policy needs no example to show what it lets pass. */
function describe(decision: Decision, witness: Witness | undefined): string {
  if (witness !== undefined) return describeWitness(witness);
  return decision.fullAccess === true ? "the default policy lets everybody do everything" : "";
}

function explainFailure({ failure }: Decision): string {
  return failure === undefined ? "" : `${failure.message} (line ${failure.line}, column ${failure.column})`;
}

function exhibitPolicy({ at, assessment }: EndpointPolicy): Exhibit {
  const { decision } = assessment;
  const witness = decision.principalWitness ?? decision.resourceWitness;
  const tighter = offerTighter(assessment);
  return {
    kind: "statements",
    title: `Policy of ${at.record.id}`,
    verdict: decision.verdict,
    statements: decision.statements.map(({ index, sid, effect, why }) => ({
      index,
      effect,
      why,
      ...(sid === undefined ? {} : { sid }),
    })),
    ...(witness === undefined ? {} : { witness: describeWitness(witness) }),
    ...(tighter === undefined ? {} : { tighter }),
  };
}

/** Only where outsiders are admitted, or may be. */
function offerTighter({ decision, tightening }: PolicyAssessment): StatementsExhibit["tighter"] {
  if (!mayAdmitOutsiders(decision) || decision.verdict === "not-applicable" || decision.failure !== undefined)
    return undefined;
  const found = tightening();
  if (found.kind === "none") return { summary: `no tighter policy was found: ${found.reason}` };
  return { summary: found.changes.join("; "), policy: found.policy };
}
