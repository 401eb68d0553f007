import { renamedServices, serviceTexts } from "./knowledge.generated.ts";

/**
 * What IAM documents of the services that have VPC endpoints: their actions, on which resources each is asked, and
 * with which condition keys of the service's own.
 */
export interface ServiceKnowledge {
  actions: readonly KnownAction[];
  /** By their names in lower case; a tag key as `s3:existingobjecttag`, without the author's part. */
  keys: ReadonlyMap<string, KnownKey>;
}

export interface KnownAction {
  /** As IAM writes it: `s3:GetObject`. */
  name: string;
  level: AccessLevel;
  /** Formats of the ARNs that it can be asked on, as globs; none for an action without resource-level permission. */
  resources: readonly string[];
  /** Keys of the service that a request of it can hold, in lower case, as in `ServiceKnowledge.keys`. */
  keys: readonly string[];
}

interface KnownKey {
  name: string;
  isMultivalued: boolean;
}

export type AccessLevel = "read" | "list" | "write" | "tagging" | "permissions";

const levels: Readonly<Record<string, AccessLevel>> = {
  R: "read",
  L: "list",
  W: "write",
  T: "tagging",
  P: "permissions",
};

/** IAM's prefix of the actions behind an endpoint's service token; undefined for a service that we do not know. */
export function namespaceOfToken(token: string): string | undefined {
  const name = token.toLowerCase();
  // FIPS endpoints carry the same actions: `kms-fips`, `sagemaker.api-fips`.
  const plain = name.replace(/-fips$/u, "");
  const renamed = [name, plain].find((each) => Object.hasOwn(renamedServices, each));
  if (renamed !== undefined) return renamedServices[renamed];
  return [name, plain].find((each) => Object.hasOwn(serviceTexts, each));
}

const known = new Map<string, ServiceKnowledge>();

/** By IAM's prefix. Taken apart once, when first asked for. */
export function knowledgeOf(namespace: string): ServiceKnowledge | undefined {
  const before = known.get(namespace);
  if (before !== undefined) return before;
  if (!Object.hasOwn(serviceTexts, namespace)) return undefined;
  const knowledge = readService(namespace, serviceTexts[namespace] ?? "");
  known.set(namespace, knowledge);
  return knowledge;
}

/** The format that scripts/policy-knowledge.ts writes: keys, ARN formats, then one action a line. */
function readService(namespace: string, text: string): ServiceKnowledge {
  const [keyLine = "", typeLine = "", ...actionLines] = text.split("\n");
  const keys = split(keyLine, ",").map(readKey);
  const formats = typeLine.split("|").map((arns) => split(arns, ",").map((arn) => readFormat(namespace, arn)));
  const keyAt = keys.map(([id]) => id);
  let previous = "";
  const actions = actionLines.map((line) => {
    const [name = "", level = "", types = "", keyNumbers = ""] = line.split("|");
    previous = previous.slice(0, Number.parseInt(name.slice(0, 1), 36)) + name.slice(1);
    return {
      name: `${namespace}:${previous}`,
      level: levels[level] ?? "write",
      resources: pick(types, formats).flat(),
      keys: pick(keyNumbers, keyAt),
    };
  });
  return { actions, keys: new Map(keys) };
}

function readKey(text: string): [string, KnownKey] {
  const name = text.replace(/\*$/u, "");
  return [tagless(name), { name, isMultivalued: name !== text }];
}

/** The documentation writes the author's part of a tag key as `<key>` or `${TagKey}`. */
export function tagless(key: string): string {
  return (key.split("/")[0] ?? "").toLowerCase();
}

function readFormat(namespace: string, arn: string): string {
  return arn.startsWith("~") ? `arn:*:${namespace}:*:*:${arn.slice(1)}` : `arn:*:${arn}`;
}

function pick<T>(numbers: string, from: readonly T[]): T[] {
  return split(numbers, ",").flatMap((number) => from[Number.parseInt(number, 36)] ?? []);
}

function split(text: string, by: string): string[] {
  return text === "" ? [] : text.split(by);
}
