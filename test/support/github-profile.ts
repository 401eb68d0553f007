import type { Log, ReportingDescriptor, Result, Run } from "sarif";

/**
 * What GitHub code scanning refuses or drops although the SARIF schema allows it (reporting 1.1-1.6, end of 2). Returns
 * the breaches in words; none is what a test wants.
 */
export function findProfileBreaches(log: Log): string[] {
  const keys = log.runs.map((run) => JSON.stringify([run.tool.driver.name, run.automationDetails?.id]));
  return [
    ...(log.runs.length > 20 ? ["more than 20 runs"] : []),
    ...(new Set(keys).size < keys.length ? ["two runs of one tool and category"] : []),
    ...log.runs.flatMap(checkRun),
  ];
}

function checkRun(run: Run): string[] {
  const rules = run.tool.driver.rules ?? [];
  const results = run.results ?? [];
  const ids = rules.map((rule) => rule.id);
  return [
    ...(run.automationDetails?.id?.includes("/") === true ? [] : ["no category"]),
    ...(results.length > 5_000 ? [`${results.length} results, of which GitHub keeps 5,000`] : []),
    ...(rules.length > 25_000 ? ["more than 25,000 rules"] : []),
    ...(new Set(ids).size < ids.length ? ["two rules with one id"] : []),
    ...rules.flatMap(checkRule),
    ...results.flatMap((result) => checkResult(result, rules)),
  ];
}

function checkRule(rule: ReportingDescriptor): string[] {
  const severity: unknown = rule.properties?.["security-severity"];
  const tags: unknown[] = rule.properties?.tags ?? [];
  const isScore =
    severity === undefined || (typeof severity === "string" && Number.isFinite(Number.parseFloat(severity)));
  const breaches = [
    (rule.name ?? "").length > 255 && "name over 255 characters",
    (rule.shortDescription?.text ?? "").length > 1024 && "shortDescription over 1,024 characters",
    (rule.fullDescription?.text ?? "").length > 1024 && "fullDescription over 1,024 characters",
    !rule.help?.text && "no help text",
    !isScore && "security-severity is not a number as text",
    severity !== undefined && !tags.includes("security") && "security-severity without the tag security",
    tags.length > 10 && "more than 10 tags",
  ];
  return breaches.filter((breach) => breach !== false).map((breach) => `rule ${rule.id}: ${breach}`);
}

function checkResult(result: Result, rules: readonly ReportingDescriptor[]): string[] {
  const place = result.locations?.[0]?.physicalLocation;
  const breaches = [
    result.ruleIndex === undefined || rules[result.ruleIndex]?.id !== result.ruleId
      ? "ruleIndex names another rule"
      : false,
    (result.locations ?? []).length === 0 && "no location",
    ...checkUri(place?.artifactLocation?.uri ?? ""),
    (place?.region?.startLine ?? 0) < 1 && "no startLine",
    !result.partialFingerprints?.["primaryLocationLineHash"] && "no primaryLocationLineHash",
    !result.message.text && "no message text",
    result.suppressions !== undefined && "suppressions, which GitHub opens as alerts",
    result.kind !== undefined && "kind, which GitHub opens as alerts",
  ];
  return breaches.filter((breach) => breach !== false).map((breach) => `result ${result.ruleId}: ${breach}`);
}

function checkUri(uri: string): (string | false)[] {
  const segments = uri.split("/");
  return [
    uri === "" && "empty uri",
    uri.startsWith("/") && "absolute uri",
    /^[a-z][a-z0-9+.-]*:/i.test(uri) && "uri with a scheme",
    (segments[0] ?? "").includes(":") && "colon in the first segment",
    segments.some((segment) => /^(\.|%2e)+$/i.test(segment)) && "uri with . or ..",
    !/^[A-Za-z0-9._~%/-]*$/.test(uri) && "uri that is not percent-encoded",
  ];
}
