import type { Caller } from "./callers.ts";
import type { PolicyContext } from "./context.ts";
import type { PolicyDocument } from "./document.ts";
import { conditionKey } from "./keys.ts";
import { hasPartialIdentities } from "./partial-identities.ts";
import { compilePattern, variablesOf } from "./pattern.ts";
import type { RequestPrincipal, RequestedResource } from "./request.ts";
import type { ResourceClass } from "./resource-classes.ts";
import { serviceOf } from "./services.ts";
import type { Group, Space } from "./space.ts";
import type { Substitution } from "./substitution.ts";

/**
 * Policy variables. What one stands for follows from the request, so a policy with variables is as many policies
 * without: one for each text that the classes of requests have there.
 */

export interface VariableUse {
  /** Keys that stand as variables somewhere, in lower case, where a request has one text for them. */
  keys: readonly string[];
  /** Whether each variable is a whole value: then only whether two texts are equal counts, and the answer is exact. */
  isWhole: boolean;
}

export function variableUseOf(document: PolicyDocument, context: PolicyContext): VariableUse {
  const { version, statements } = document;
  const texts = statements.flatMap(({ resource, condition }) => [
    ...resource.patterns,
    ...condition.flatMap(({ values }) => values),
  ]);
  const service = serviceOf(context.service);
  const keys = new Set<string>();
  let isWhole = true;
  for (const text of texts) {
    if (!text.includes("${")) continue;
    const pattern = compilePattern(text, { version, wildcards: true, arn: false });
    for (const { key } of variablesOf(pattern)) {
      const name = key.toLowerCase();
      const { source, isMultivalued } = conditionKey(name, service);
      if (isMultivalued || source === "endpoint" || source === "absent" || source === "undocumented") continue;
      keys.add(name);
      isWhole &&= pattern.parts[0]?.length === 1 && identities.has(name);
    }
  }
  isWhole &&= keys.size === 0 || (!hasTwoOfAKind(keys) && !hasPartialIdentities(document, context));
  return { keys: [...keys], isWhole };
}

/** One of a class stands for it: two that may differ, and be of one class, are not both looked at. */
function hasTwoOfAKind(keys: ReadonlySet<string>): boolean {
  const kinds = Array.from(keys, (key) => identities.get(key));
  return new Set(kinds).size < kinds.length;
}

/** Texts of which nothing but their equality counts once their classes are told apart. */
const identities: ReadonlyMap<string, "account" | "organization"> = new Map([
  ["aws:principalaccount", "account"],
  ["aws:resourceaccount", "account"],
  ["s3:resourceaccount", "account"],
  ["aws:principalorgid", "organization"],
  ["aws:resourceorgid", "organization"],
]);

const maxSubstitutions = 48;

/** What the variables can stand for, by what the classes of requests have there. */
export function substitutionsOf(space: Space, keys: readonly string[]): { all: Substitution[]; isComplete: boolean } {
  let all: Substitution[] = [new Map()];
  for (const key of keys) {
    const texts = textsUnder(space, key);
    all = all.flatMap((one) => texts.map((text) => new Map([...one, [key, text]])));
    if (all.length > maxSubstitutions) return { all: all.slice(0, maxSubstitutions), isComplete: false };
  }
  return { all, isComplete: true };
}

const instants = ["2100-01-01T00:00:00Z", "2100-01-02T00:00:00Z"];
const addresses = ["10.0.0.1", "10.0.0.2"];

/** What keys hold that do not hold any text: a witness must be a request that can be. Instants after any "now". */
const samples: ReadonlyMap<string, readonly string[]> = new Map([
  ["aws:currenttime", instants],
  ["aws:tokenissuetime", instants],
  ["aws:epochtime", ["4102444800", "4102531200"]],
  ["aws:multifactorauthage", ["60", "61"]],
  ["aws:vpcsourceip", addresses],
  ["aws:ec2instancesourceprivateipv4", addresses],
]);

function textsUnder(space: Space, key: string): (string | undefined)[] {
  const dimension = space.keys.find(({ name }) => name === key);
  if (dimension !== undefined) {
    return [dimension.absent, ...dimension.present].flatMap((one) => (one === undefined ? [] : [one.values?.[0]]));
  }
  const { source, values = samples.get(key) ?? ["any", "other"] } = conditionKey(key, serviceOf(space.context.service));
  if (source === "caller") {
    const callers = space.callers.flatMap(({ members }) => members);
    return [
      ...new Set(
        callers
          .filter(({ principal: { kind } }) => kind !== "service")
          .map(({ principal }) => callerText(key, principal)),
      ),
    ];
  }
  if (source === "resource") {
    const owners = space.resources.flatMap(({ members }) => members);
    return [...new Set(owners.map(({ resource }) => ownerText(key, resource)))];
  }
  return source === "required" ? [...values] : [...values, undefined];
}

export function callerText(key: string, principal: RequestPrincipal): string | undefined {
  if (principal.kind === "anonymous") return key === "aws:principalaccount" ? "anonymous" : undefined;
  if (key === "aws:principalisawsservice") return String(principal.kind === "service");
  if (principal.kind === "service") return undefined;
  if (key === "aws:principalaccount") return principal.account;
  if (key === "aws:principalarn") return principal.arn;
  return key === "aws:principalorgid" ? principal.organization?.id : undefined;
}

function ownerText(key: string, { owner }: RequestedResource): string | undefined {
  return key === "aws:resourceorgid" ? owner?.organization?.id : owner?.account;
}

/** The requests that have these texts there. */
export function restrict(space: Space, substitution: Substitution): Space {
  const service = serviceOf(space.context.service);
  const sources = [...substitution].map(([key, text]) => ({ key, text, source: conditionKey(key, service).source }));
  const ofCaller = sources.filter(({ source }) => source === "caller");
  const ofOwner = sources.filter(({ source }) => source === "resource");
  const isCredential = sources.some(({ source, text }) => source === "signed" && text !== undefined);
  const hasTexts = ({ principal }: Caller): boolean =>
    ofCaller.every(({ key, text }) => principal.kind !== "service" && callerText(key, principal) === text) &&
    (!isCredential || principal.kind === "iam");
  return {
    ...space,
    callers: keep(space.callers, hasTexts),
    resources: keep(space.resources, ({ resource }: ResourceClass) =>
      ofOwner.every(({ key, text }) => ownerText(key, resource) === text),
    ),
  };
}

function keep<Class>(groups: readonly Group<Class>[], test: (one: Class) => boolean): Group<Class>[] {
  return groups.flatMap(({ members, truths }) => {
    const [first, ...others] = members.filter(test);
    return first === undefined ? [] : [{ members: [first, ...others], truths }];
  });
}
