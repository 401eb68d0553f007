import type { ResourceIdentity, ResourceType, Subject } from "../facts/vocabulary.ts";
import type { Need, Unknown } from "../unknown.ts";
import { isUnknown } from "../unknown.ts";
import { createRecorder, toJson } from "./evidence.ts";
import type { Recorder } from "./evidence.ts";
import type { Evaluation, Expression } from "./expression/expression.ts";
import type { Memo } from "./expression/frame.ts";
import { createMemo } from "./expression/frame.ts";
import { listNeeds, unknownRemediation, unknownResult } from "./unknown-result.ts";
import type { Json, Judgement, Result, Verdict, VerdictCounts } from "./result.ts";
import type { Rule, RuleSet } from "./rule.ts";
import { describeStep, severityOf, stepOf } from "./step.ts";

export interface JudgeOptions<Place> {
  ruleSet: RuleSet;
  vocabulary: readonly ResourceType<Place, unknown>[];
  placeOf(place: Place): { account: string; region: string };
  /** Hears of every verdict, also of the passes, which the judgement only counts. */
  onVerdict?(ruleId: string, resource: ResourceIdentity, verdict: Verdict): void;
}

/** Judges an organization place by place; between places it keeps nothing but results and counts. */
export interface Judge<Place> {
  judge(place: Place): void;
  /** An account, or a Region of it, that could not be looked at: every rule is unknown there. `region` may be `*`. */
  uncollected(account: string, region: string, needs: readonly Need[]): void;
  finish(): Judgement;
}

export function createJudge<Place>(options: JudgeOptions<Place>): Judge<Place> {
  const { ruleSet, vocabulary } = options;
  const results: Result[] = [];
  const counts = new Map(ruleSet.rules.map(({ card }) => [card.id, emptyCounts()]));
  const count: Count = (rule, resource, verdict) => {
    const ofRule = counts.get(rule.card.id);
    if (ofRule !== undefined) ofRule[verdict]++;
    options.onVerdict?.(rule.card.id, resource, verdict);
  };
  const keep: Keep = (rule, result) => {
    count(rule, result.resource, result.verdict);
    results.push(result);
  };
  const judged = vocabulary
    .map((type) => ({ type, rules: ruleSet.rules.filter(({ card }) => card.resource === type.name) }))
    .filter(({ rules }) => rules.length > 0);
  return {
    judge(place) {
      for (const { type, rules } of judged) {
        const resources = type.list(place);
        if (isUnknown(resources)) {
          for (const rule of rules)
            keep(rule, unknownResult(rule, { ...options.placeOf(place), needs: resources.needs }));
        } else {
          for (const resource of resources) judgeResource({ type, resource, rules }, { count, keep });
        }
      }
    },
    uncollected(account, region, needs) {
      for (const rule of ruleSet.rules) keep(rule, unknownResult(rule, { account, region, needs }));
    },
    finish: () => ({
      rules: ruleSet.rules.map(({ card }) => card),
      counts: Object.fromEntries(counts),
      results,
    }),
  };
}

type Count = (rule: Rule, resource: ResourceIdentity, verdict: Verdict) => void;
type Keep = (rule: Rule, result: Result) => void;

function emptyCounts(): VerdictCounts {
  return { pass: 0, fail: 0, unknown: 0, "not-applicable": 0, error: 0 };
}

interface Judged<Place> {
  type: ResourceType<Place, unknown>;
  resource: unknown;
  rules: readonly Rule[];
}

/** All rules about one resource, which share what was read of it. */
function judgeResource<Place>(
  { type, resource, rules }: Judged<Place>,
  { count, keep }: { count: Count; keep: Keep },
): void {
  const identity = type.identify(resource);
  const root: Subject = { object: type.facts, of: resource };
  const memo = createMemo();
  for (const rule of rules) {
    const recorder = createRecorder();
    const decision = decide(rule, root, { memo, observer: recorder });
    if (decision.verdict === "pass" || decision.verdict === "not-applicable") count(rule, identity, decision.verdict);
    else keep(rule, toResult({ rule, root, memo, recorder, identity }, decision));
  }
}

type Decision =
  | { verdict: "pass" | "fail" | "not-applicable" }
  | { verdict: "unknown"; unknown: Unknown }
  | { verdict: "error"; reason: string };

/**
 * An unknown `applies-when` makes the verdict unknown even where `fail-when` is false: the answer that is missing could
 * have said not-applicable, and losing an answer may only ever move a verdict to unknown.
 */
function decide(rule: Rule, root: Subject, evaluation: Evaluation): Decision {
  try {
    const applies = rule.appliesWhen?.evaluate(root, evaluation) ?? true;
    if (isUnknown(applies)) return { verdict: "unknown", unknown: applies };
    if (applies !== true) return { verdict: "not-applicable" };
    const fails = rule.failWhen.evaluate(root, evaluation);
    if (isUnknown(fails)) return { verdict: "unknown", unknown: fails };
    return { verdict: fails === true ? "fail" : "pass" };
  } catch (error) {
    // Also what goes wrong within a fact: one resource that the model cannot cope with must not end the scan.
    return { verdict: "error", reason: error instanceof Error ? error.message : String(error) };
  }
}

interface Case {
  rule: Rule;
  root: Subject;
  memo: Memo;
  recorder: Recorder;
  identity: ResourceIdentity;
}

function toResult({ rule, root, memo, recorder, identity }: Case, decision: Decision): Result {
  const common = {
    ruleId: rule.card.id,
    verdict: decision.verdict,
    resource: identity,
    identity: rule.identity.map((expression) => identityValue(expression, root, memo)),
  };
  if (decision.verdict === "unknown") {
    const { needs } = decision.unknown;
    const message = `${identity.id} could not be judged: ${listNeeds(needs)}`;
    return { ...common, message, remediation: unknownRemediation, evidence: recorder.toEvidence(needs) };
  }
  if (decision.verdict === "error") {
    const reason = `rule ${rule.card.id} could not be evaluated: ${decision.reason}`;
    const need: Need = { account: identity.account, region: identity.region, api: "*", reason };
    return { ...common, message: `${identity.id}: ${reason}`, remediation: "", evidence: recorder.toEvidence([need]) };
  }
  const severity = severityOf(rule, root, { memo });
  const step = stepOf(rule, root, { memo });
  return {
    ...common,
    message: rule.message.render(root, { memo }),
    remediation: step === undefined ? rule.remediation.render(root, { memo }) : describeStep(step),
    evidence: recorder.toEvidence([]),
    ...(severity === undefined ? {} : { severity }),
    ...(step === undefined ? {} : { step }),
  };
}

/** null where the value is unknown or an error, so that a fingerprint does not depend on why. */
function identityValue(expression: Expression, root: Subject, memo: Memo): Json {
  try {
    return toJson(expression.evaluate(root, { memo }));
  } catch {
    return null;
  }
}
