import examplesSchema from "../../schemas/rule-examples.schema.json" with { type: "json" };
import type { Where } from "../errors.ts";
import { didYouMean, throwGathered, UserError } from "../errors.ts";
import type { Verdict } from "./result.ts";
import type { Path, Source } from "./source.ts";
import { parseSource, sortByPlace } from "./source.ts";
import { validateShape } from "./validate.ts";

/** Answers by API name, under AWS's own member names. */
type AnswersByApi = Readonly<Record<string, unknown>>;

/** One situation and the verdicts that it earns. */
export interface RuleExample {
  name: string;
  where: Where;
  /** Verdicts by resource id, or by `*`: every resource that is not named. */
  expect: ReadonlyMap<string, { verdict: Verdict; where: Where }>;
  situation: Situation;
}

/** What AWS would have answered, and what could not be collected. */
export interface Situation {
  answers: AnswersByApi;
  gaps: readonly { api: string; outcome: string; reason: string }[];
  organization: Readonly<Record<string, unknown>> | undefined;
}

export interface RuleExamples {
  rule: string;
  /** Where the file names the rule. */
  where: Where;
  examples: readonly RuleExample[];
}

interface Shape {
  rule: string;
  base?: AnswersByApi;
  examples: {
    name: string;
    expect: Record<string, Verdict>;
    snapshot?: AnswersByApi;
    missing?: Record<string, string>;
    organization?: Record<string, unknown>;
  }[];
}

interface ExamplesText {
  /** As error messages name it. */
  file: string;
  text: string;
  /** The APIs that answers may be given of. */
  apiNames: readonly string[];
}

/** Reads the text of a file of rule examples; throws all that is wrong with it. */
export async function parseRuleExamples({ file, text, apiNames }: ExamplesText): Promise<RuleExamples> {
  const source = parseSource(file, text);
  throwGathered(sortByPlace(await validateShape(source, examplesSchema)));
  const { rule, base = {}, examples } = source.data as Shape;
  throwGathered(checkApiNames({ source, apiNames }, examples));
  return {
    rule,
    where: source.whereOfValue(["rule"]),
    examples: examples.map(({ name, expect, snapshot = {}, missing = {}, organization }, index) => ({
      name,
      where: source.whereOfValue(["examples", index, "name"]),
      expect: new Map(
        Object.entries(expect).map(([id, verdict]) => [
          id,
          { verdict, where: source.whereOfKey(["examples", index, "expect", id]) },
        ]),
      ),
      situation: {
        answers: withoutMissing({ ...base, ...snapshot }, missing),
        gaps: Object.entries(missing).map(([api, outcome]) => ({ api, outcome, reason: "missing in this example" })),
        organization,
      },
    })),
  };
}

function withoutMissing(answers: AnswersByApi, missing: Record<string, string>): AnswersByApi {
  return Object.fromEntries(Object.entries(answers).filter(([api]) => !Object.hasOwn(missing, api)));
}

/** A mistyped API name would be an answer that nobody asks for. */
function checkApiNames(
  { source, apiNames }: { source: Source; apiNames: readonly string[] },
  examples: Shape["examples"],
): UserError[] {
  const places: Path[] = [
    ["base"],
    ...examples.flatMap((_, index) => ["snapshot", "missing"].map((key) => ["examples", index, key])),
  ];
  return places.flatMap((path) => {
    const answers = path.reduce<unknown>(
      (data, step) => (data as Record<string | number, unknown> | undefined)?.[step],
      source.data,
    );
    const unknownNames = Object.keys(answers ?? {}).filter((api) => !apiNames.includes(api));
    return unknownNames.map((api) => unknownApi(api, apiNames, source.whereOfKey([...path, api])));
  });
}

function unknownApi(api: string, apiNames: readonly string[], where: Where): UserError {
  const similar = didYouMean(api, apiNames);
  const hint = similar === undefined ? `a snapshot holds: ${apiNames.join(", ")}` : `did you mean ${similar}?`;
  return new UserError("rules-shape", `unknown API ${api}`, { where, hint });
}

/** Judges a situation by one rule: its verdict about each resource, by resource id. */
export type JudgeExample = (rule: string, situation: Situation) => ReadonlyMap<string, Verdict>;

export interface ExampleOutcome {
  rule: string;
  name: string;
  where: Where;
  mismatches: readonly Mismatch[];
}

/** `actual` is undefined where the resource was not judged; `expected` where the example does not speak of it. */
export interface Mismatch {
  resource: string;
  expected: Verdict | undefined;
  actual: Verdict | undefined;
  where: Where;
}

/** Runs the examples of one rule; an example passes if it has no mismatches. */
export function runRuleExamples({ rule, examples }: RuleExamples, judgeExample: JudgeExample): ExampleOutcome[] {
  return examples.map((example) => ({
    rule,
    name: example.name,
    where: example.where,
    mismatches: compareVerdicts(example, judgeExample(rule, example.situation)),
  }));
}

function compareVerdicts({ expect, where }: RuleExample, actual: ReadonlyMap<string, Verdict>): Mismatch[] {
  const named = [...expect.keys()].filter((resource) => resource !== "*");
  const others = expect.get("*");
  const unnamed = [...actual.keys()].filter((resource) => !named.includes(resource));
  const mismatches = [...named, ...unnamed].flatMap((resource) => {
    const expected = named.includes(resource) ? expect.get(resource) : others;
    const got = actual.get(resource);
    if (expected === undefined ? isSilent(got) : got === expected.verdict) return [];
    return [{ resource, expected: expected?.verdict, actual: got, where: expected?.where ?? where }];
  });
  if (others === undefined || unnamed.length > 0) return mismatches;
  return [...mismatches, { resource: "*", expected: others.verdict, actual: undefined, where: others.where }];
}

/** A verdict that shows in reports must be expected; what is fine, or none of the rule's business, need not be. */
function isSilent(verdict: Verdict | undefined): boolean {
  return verdict === undefined || verdict === "pass" || verdict === "not-applicable";
}
