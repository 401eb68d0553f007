import type { ResourceKind } from "./action-classes.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";
import type { PolicyContext } from "./context.ts";
import type { Mentions, Standing } from "./memberships.ts";
import type { Owner, Owners } from "./owners.ts";
import type { RequestedResource } from "./request.ts";
import type { TextClass } from "./recognizers.ts";
import { testClass } from "./text-test.ts";
import type { TextTest } from "./text-test.ts";
import { both, not } from "./truth.ts";
import type { Truth } from "./truth.ts";

/** Resources that the policy cannot tell apart, with one class of owners, and one of them. */
export interface ResourceClass {
  kind: ResourceKind;
  resource: RequestedResource;
  standing: Standing;
  /** Whether the context leaves requests on it out of both questions. */
  isExempt: Truth;
  /** What each statement says of it: of the ARN, and of its conditions on the owner. */
  truths: readonly Truth[];
}

export interface Resources {
  classes: readonly ResourceClass[];
  isComplete: boolean;
}

/** What resources are compared with, and who can own them. */
export interface ResourceScene {
  policy: CompiledPolicy;
  context: PolicyContext;
  mentions: Mentions;
  owners: Owners;
  exempt: TextTest;
}

/** Every list of patterns that ARNs are compared with. */
export function resourceRecognizers({ policy, exempt }: ResourceScene): TextTest["recognizers"] {
  return [...policy.statements.flatMap(({ resource }) => resource.recognizers), ...exempt.recognizers];
}

interface Place {
  kind: ResourceKind;
  arn: TextClass;
  owners: readonly Owner[];
  /** Whose it can be, as far as the ARN tells. Undefined: such an owner it cannot have. */
  judge: (standing: Standing) => Standing | undefined;
}

/** One class of ARNs under each owner that it can have. */
export function spreadOverOwners(
  { policy, exempt }: ResourceScene,
  { kind, arn, owners, judge }: Place,
): ResourceClass[] {
  const ofArn = policy.statements.map(({ statement, resource }) => {
    const named = testClass(resource, arn);
    return statement.resource.negated ? not(named) : named;
  });
  const isExempt = testClass(exempt, arn);
  return owners.flatMap(({ owner, standing, truths }) => {
    const judged = judge(standing);
    if (judged === undefined) return [];
    const ofBoth = ofArn.map((truth, index) => both(truth, truths[index] ?? "maybe"));
    return [{ kind, resource: { arn: arn.text, owner }, standing: judged, isExempt, truths: ofBoth }];
  });
}
