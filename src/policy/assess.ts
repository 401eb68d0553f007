import { isUnknown, Unknown, type Maybe } from "../unknown.ts";
import { admits, admittedActions } from "./admitted.ts";
import type { PolicyContext } from "./context.ts";
import { decidePolicy, mayAdmitOutsiders, type Decision } from "./decide.ts";
import { findDeploymentNotes, type DeploymentNote } from "./deployment-notes.ts";
import type { PolicyDocument } from "./document.ts";
import { decideWithoutAwsOwned, type PresetName } from "./exemptions.ts";
import { findIneffective, type Ineffective } from "./ineffective.ts";
import { isParseFailure, parsePolicy } from "./parse.ts";
import { defaultPolicy } from "./rewrite.ts";
import { tightenPolicy, type Tightening } from "./tighten.ts";

/** One endpoint's policy, with all that its meaning rests on. */
export interface PolicySubject {
  /** As EC2 returns it; absent or empty means that AWS's default policy is in force. */
  document: string | undefined;
  context: PolicyContext;
  /** The Region of the endpoint, where it is known: AWS-owned buckets have it in their names. */
  region: string | undefined;
  /** `Gateway`, `Interface`, ... where it is known. */
  endpointType: string | undefined;
  presets: readonly PresetName[];
}

/** All that there is to say about a policy. What costs time is worked out when it is first asked for. */
export interface PolicyAssessment {
  /** Undefined where the text is no policy. */
  parsed: PolicyDocument | undefined;
  decision: Decision;
  /** Whether outsiders are admitted, or may be, only to read buckets that AWS owns. */
  isOnlyAwsOwned: () => boolean;
  /** What is written to bound it, and bounds nothing. */
  ineffective: () => Ineffective[];
  /** What AWS would refuse at deployment. */
  notes: () => DeploymentNote[];
  admittedActions: () => Maybe<string[]>;
  admits: (principal: string, action: string, resource: string) => Maybe<boolean>;
  tightening: () => Tightening;
}

export function assessPolicy(subject: PolicySubject): PolicyAssessment {
  const { document, context, region, endpointType } = subject;
  // A service that heeds no policy is open to all, as one is with the default policy.
  const isWritten = context.policySupported !== false && document !== undefined && document.trim() !== "";
  const text = isWritten ? document : JSON.stringify(defaultPolicy);
  const outcome = parsePolicy(text);
  const parsed = isParseFailure(outcome) ? undefined : outcome;
  const whole = decidePolicy(document, context);
  const rest = once(() => (parsed === undefined ? undefined : decideWithoutAwsOwned(text, context, region)?.decision));
  const decision = subject.presets.includes("aws-owned") ? leaveOut(whole, rest(), parsed) : whole;
  const whereParsed = <T>(otherwise: T, ask: (parsed: PolicyDocument) => T) =>
    once(() => (parsed === undefined ? otherwise : ask(parsed)));
  return {
    parsed,
    decision,
    isOnlyAwsOwned: () => mayAdmitOutsiders(decision) && isClosed(rest()),
    ineffective: whereParsed<Ineffective[]>([], (known) =>
      isWritten ? findIneffective(known, context, endpointType) : [],
    ),
    notes: whereParsed<DeploymentNote[]>([], (known) => (isWritten ? findDeploymentNotes(text, known) : [])),
    admittedActions: whereParsed<Maybe<string[]>>(notParsed(decision), (known) => admittedActions(known, context)),
    admits: (principal, action, resource) =>
      parsed === undefined ? notParsed(decision) : admits({ document: text, context }, principal, action, resource),
    tightening: whereParsed<Tightening>({ kind: "none", reason: "it is no policy" }, () =>
      tightenPolicy({ document: text, context, region }),
    ),
  };
}

/** Of a policy that was not collected: every answer is unknown for the same reason. */
export function assessUnseen(unseen: Unknown): PolicyAssessment {
  return {
    parsed: undefined,
    decision: {
      verdict: "unknown",
      isDefault: false,
      fullAccess: unseen,
      admitsOutsidePrincipals: unseen,
      admitsOutsideResources: unseen,
      deniesEverything: unseen,
      statements: [],
    },
    isOnlyAwsOwned: () => false,
    ineffective: () => [],
    notes: () => [],
    admittedActions: () => unseen,
    admits: () => unseen,
    tightening: () => ({ kind: "none", reason: "the policy was not collected" }),
  };
}

function once<T>(compute: () => T): () => T {
  let result: { value: T } | undefined;
  return () => (result ??= { value: compute() }).value;
}

/** A text that is no policy answers nothing, and its decision says why. */
function notParsed({ deniesEverything }: Decision): Unknown {
  return isUnknown(deniesEverything) ? deniesEverything : new Unknown([]);
}

function isClosed(decision: Decision | undefined): boolean {
  return decision !== undefined && !mayAdmitOutsiders(decision);
}

/** The questions about outsiders are answered by what is left, the others by the policy itself. */
function leaveOut(whole: Decision, rest: Decision | undefined, parsed: PolicyDocument | undefined): Decision {
  if (rest === undefined || whole.deniesEverything === true || whole.fullAccess === true) return whole;
  const statements = rest.statements.filter(({ index }) => index < (parsed?.statements.length ?? 0));
  // A policy that admits nothing but these reads does not deny everything; it is bounded.
  const verdict = rest.verdict === "deny-all" ? "org-bounded" : rest.verdict;
  const { fullAccess, deniesEverything, isDefault } = whole;
  return { ...rest, verdict, fullAccess, deniesEverything, isDefault, statements };
}
