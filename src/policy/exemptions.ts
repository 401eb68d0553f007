import type { PolicyContext } from "./context.ts";
import { decidePolicy, type Decision } from "./decide.ts";
import { awsOwnedArns, awsOwnedReads, regionsIn } from "./presets/aws-owned.ts";
import { denying, readPolicyJson, withStatements, type StatementJson } from "./rewrite.ts";
import { serviceOf } from "./services.ts";

export const presetNames = ["aws-owned"] as const;
export type PresetName = (typeof presetNames)[number];

/**
 * Reads of buckets that AWS owns, as statements that deny them: the questions about outsiders are put to the rest.
 * Only names with the Region of the endpoint, or with a Region that the document itself names.
 */
function awsOwnedExemptions(
  document: string,
  { partition }: PolicyContext,
  region: string | undefined,
): StatementJson[] {
  const inRegions = new Set([...(region === undefined ? [] : [region]), ...regionsIn(document)]);
  const resources = awsOwnedArns([...inRegions], partition);
  return resources.length === 0 ? [] : [denying({ Action: [...awsOwnedReads], Resource: resources })];
}

export interface ExemptedAnswers {
  admitsOutsidePrincipals: Decision["admitsOutsidePrincipals"];
  admitsOutsideResources: Decision["admitsOutsideResources"];
  /** The whole decision about what is left. */
  decision: Decision;
}

/** The decision with reads of AWS-owned buckets left out of both questions; undefined where that leaves nothing out. */
export function decideWithoutAwsOwned(
  document: string,
  context: PolicyContext,
  region: string | undefined,
): ExemptedAnswers | undefined {
  if (serviceOf(context.service).namespace !== "s3") return undefined;
  const exemptions = awsOwnedExemptions(document, context, region);
  if (exemptions.length === 0) return undefined;
  const decision = decidePolicy(JSON.stringify(withStatements(readPolicyJson(document), exemptions)), context);
  const { admitsOutsidePrincipals, admitsOutsideResources } = decision;
  return { admitsOutsidePrincipals, admitsOutsideResources, decision };
}
