import { UserError } from "../errors.ts";
import { fractionOf } from "./seeded.ts";

/** The ways in which AWS, or what stands before it, fails. */
export const faultKinds = [
  "throttle",
  "server-error",
  /** A captive portal or a proxy: a web page with status 200. */
  "html",
  "html-error",
  /** The connection is cut in the middle of the body. */
  "reset",
  /** The body ends early, and the server holds it for whole. */
  "truncate",
  /** No answer at all. */
  "hang",
  "slow",
  /** The session is over, although its own time is not. Of no effect on the caller's long-lived key. */
  "expired-session",
  /** The server does not know the page token that it gave out. */
  "forgotten-token",
  /** The page's next token is the one that it was asked for with. */
  "looping-token",
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** How often a fault befalls the requests that it names; a member that is absent names all. */
export interface FaultRule {
  kind: FaultKind;
  /** From 0 to 1. */
  rate: number;
  api?: string;
  account?: string;
  region?: string;
}

export interface FaultPlan {
  seed: number;
  rules: readonly FaultRule[];
  /** Milliseconds before each answer. */
  latencyMs?: number;
  /** Milliseconds that a slow answer takes. */
  slowMs?: number;
  /** Token buckets by account, Region and API, as EC2 has them (aws-semantics 5.2). */
  throttling?: { burst: number; perSecond: number };
}

export const noFaults: FaultPlan = { seed: 0, rules: [] };

/** What AWS publishes for EC2's read-only calls. */
const publishedThrottling = { burst: 100, perSecond: 20 };

/** Every kind of fault at one rate, with AWS's throttling. */
export function planStorm(rate: number, seed: number): FaultPlan {
  return { seed, rules: faultKinds.map((kind) => ({ kind, rate })), throttling: publishedThrottling };
}

/** What a request is, as far as faults are chosen by it. */
export interface FaultTarget {
  account: string;
  region: string;
  api: string;
  /** The request's body: two questions have fates of their own. */
  body: string;
}

/** Decides by seed, request and how often it has been made: not by the order in which requests happen to come. */
export interface FaultChooser {
  choose(target: FaultTarget): FaultKind | undefined;
}

/** @param now milliseconds */
export function createFaultChooser(plan: FaultPlan, now: () => number): FaultChooser {
  const made = new Map<string, number>();
  const isOverLimit = plan.throttling === undefined ? () => false : createThrottle(plan.throttling, now);
  return {
    choose(target) {
      const { account, region, api, body } = target;
      if (isOverLimit(`${account}/${region}/${api}`)) return "throttle";
      const rules = plan.rules.filter((rule) => concerns(rule, target));
      if (rules.length === 0) return undefined;
      // Page tokens differ from run to run.
      const question = [account, region, api, body.replace(/("NextToken":"|NextToken=)[^"&]*/, "")].join("\n");
      const nth = (made.get(question) ?? 0) + 1;
      made.set(question, nth);
      return rules.find(({ kind, rate }) => fractionOf(plan.seed, kind, question, nth) < rate)?.kind;
    },
  };
}

function concerns(rule: FaultRule, { account, region, api }: FaultTarget): boolean {
  return [
    [rule.account, account],
    [rule.region, region],
    [rule.api, api],
  ].every(([wanted, actual]) => wanted === undefined || wanted === actual);
}

function createThrottle({ burst, perSecond }: { burst: number; perSecond: number }, now: () => number) {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (name: string): boolean => {
    const time = now();
    const bucket = buckets.get(name) ?? { tokens: burst, at: time };
    const tokens = Math.min(burst, bucket.tokens + ((time - bucket.at) / 1000) * perSecond);
    const isOver = tokens < 1;
    buckets.set(name, { tokens: isOver ? tokens : tokens - 1, at: time });
    return isOver;
  };
}

/** @throws UserError where it is not a plan */
export function parseFaultPlan(text: string, file: string): FaultPlan {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new UserError("fault-plan", `${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
  const { seed = 1, rules = [], ...others } = content as Partial<FaultPlan>;
  const wrong = Array.isArray(rules) ? rules.find((rule: Partial<FaultRule>) => !isRule(rule)) : rules;
  if (wrong !== undefined) {
    throw new UserError("fault-plan", `${file} has a rule that is none: ${JSON.stringify(wrong)}`, {
      hint: `a rule has a kind (${faultKinds.join(", ")}) and a rate from 0 to 1, and may name an api, account, region`,
    });
  }
  return { ...others, seed, rules };
}

function isRule({ kind, rate }: Partial<FaultRule>): boolean {
  return faultKinds.some((known) => known === kind) && typeof rate === "number" && rate >= 0 && rate <= 1;
}
