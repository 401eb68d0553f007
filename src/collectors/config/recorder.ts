import { isValues } from "./item-from-configuration.ts";
import { askedTypes } from "./recorded-types.ts";
import type { ConfigurationItem } from "./queries.ts";

/**
 * Which types the recorders of an account and Region record, by their own configuration items: without one, nobody can
 * tell a type of which there is nothing from one that is not recorded.
 *
 * @returns undefined where no recorder is recorded
 */
export function typesRecorded(recorders: readonly ConfigurationItem[]): ReadonlySet<string> | undefined {
  // A recorder that an AWS service runs for itself makes no configuration items for us.
  const own = recorders.filter(
    ({ configuration }) => !textOf(configuration, "Name").startsWith("AWSConfigurationRecorderFor"),
  );
  if (own.length === 0) return undefined;
  return new Set(own.flatMap((recorder) => typesOf(recorder)));
}

function typesOf({ configuration }: ConfigurationItem): string[] {
  const group = member(configuration, "RecordingGroup");
  if (member(configuration, "Recording") !== true || !isValues(group)) return [];
  const excluded = listOf(member(member(group, "ExclusionByResourceTypes"), "ResourceTypes"));
  const strategy = textOf(member(group, "RecordingStrategy"), "UseOnly");
  if (strategy === "EXCLUSION_BY_RESOURCE_TYPES") return askedTypes.filter((type) => !excluded.includes(type));
  if (strategy === "ALL_SUPPORTED_RESOURCE_TYPES" || member(group, "AllSupported") === true) return [...askedTypes];
  return listOf(member(group, "ResourceTypes"));
}

/** CloudFormation's member names, with either first letter. */
function member(of: unknown, name: string): unknown {
  if (!isValues(of)) return undefined;
  return of[name] ?? of[`${name.charAt(0).toLowerCase()}${name.slice(1)}`];
}

function textOf(of: unknown, name: string): string {
  const text = member(of, name);
  return typeof text === "string" ? text : "";
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
