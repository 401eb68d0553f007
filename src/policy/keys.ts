import { didYouMean } from "../errors.ts";
import { knowledgeOf, tagless } from "./knowledge.ts";
import { hasEndpointOwnerKeys } from "./services.ts";
import type { Service } from "./services.ts";

/**
 * Where a condition key's value comes from (policy-semantics 6).
 *
 * - `caller`, `resource`: follows from who calls, and from what is called.
 * - `endpoint`: the same in every request that passes this endpoint.
 * - `service-call`: only there when an AWS service calls by itself.
 * - `signed`: the caller can have any value or none; an anonymous caller has none.
 * - `free`: anybody can have any value or none. `required`: any value, but always one.
 * - `undocumented`: one of the service's own that IAM does not know yet, or never will: in some requests, or in none.
 * - `absent`: in no request that passes an endpoint.
 */
type KeySource =
  | "caller"
  | "resource"
  | "endpoint"
  | "service-call"
  | "signed"
  | "free"
  | "required"
  | "undocumented"
  | "absent";

export interface ConditionKey {
  source: KeySource;
  /** Whether a request can hold several values, so that AWS demands ForAnyValue or ForAllValues. */
  isMultivalued: boolean;
  /** All that it can hold, where that is little. */
  values?: readonly string[];
  /** Whether it holds the time of the request. */
  isNow?: boolean;
}

const single = (source: KeySource): ConditionKey => ({ source, isMultivalued: false });
const multi = (source: KeySource): ConditionKey => ({ source, isMultivalued: true });
const bool = (source: KeySource): ConditionKey => ({ source, isMultivalued: false, values: ["true", "false"] });
const now: ConditionKey = { source: "required", isMultivalued: false, isNow: true };

/** AWS's global condition keys, in lower case. */
const globalKeys: ReadonlyMap<string, ConditionKey> = new Map([
  ["aws:principalorgid", single("caller")],
  ["aws:principalorgpaths", multi("caller")],
  ["aws:principalaccount", single("caller")],
  ["aws:principalarn", single("caller")],
  ["aws:principalisawsservice", single("caller")],
  ["aws:principalservicename", single("caller")],
  ["aws:principalservicenameslist", multi("caller")],
  ["aws:principaltype", { ...single("signed"), values: ["AssumedRole", "User", "Account", "FederatedUser"] }],
  ["aws:username", single("signed")],
  ["aws:userid", single("signed")],
  ["aws:federatedprovider", single("signed")],
  ["aws:multifactorauthpresent", bool("signed")],
  ["aws:multifactorauthage", single("signed")],
  ["aws:tokenissuetime", single("signed")],
  ["aws:chatbotsourcearn", single("signed")],
  ["aws:ec2instancesourcevpc", single("signed")],
  ["aws:ec2instancesourceprivateipv4", single("signed")],
  ["aws:sourceidentity", single("signed")],
  ["aws:assumedroot", bool("signed")],
  ["aws:signinsessionarn", single("signed")],
  ["aws:ismcpserviceaction", bool("free")],
  ["aws:calledviaawsmcp", single("free")],
  ["aws:viaawsmcpservice", bool("free")],
  ["aws:resourceaccount", single("resource")],
  ["aws:resourceorgid", single("resource")],
  ["aws:resourceorgpaths", multi("resource")],
  ["aws:sourcevpce", single("endpoint")],
  ["aws:sourcevpc", single("endpoint")],
  ["aws:sourcevpcarn", single("endpoint")],
  ["aws:vpceaccount", single("endpoint")],
  ["aws:vpceorgid", single("endpoint")],
  ["aws:vpceorgpaths", multi("endpoint")],
  // A request that passes an endpoint has no public address: the key is not there (policy-semantics 6).
  ["aws:sourceip", single("absent")],
  ["aws:vpcsourceip", single("required")],
  ["aws:sourceaccount", single("service-call")],
  ["aws:sourcearn", single("service-call")],
  ["aws:sourceorgid", single("service-call")],
  ["aws:sourceorgpaths", multi("service-call")],
  ["aws:calledvia", multi("free")],
  ["aws:calledviafirst", single("free")],
  ["aws:calledvialast", single("free")],
  ["aws:viaawsservice", bool("required")],
  ["aws:securetransport", bool("required")],
  ["aws:useragent", single("free")],
  ["aws:referer", single("free")],
  ["aws:currenttime", now],
  ["aws:epochtime", now],
  // The Region of the endpoint, which the context does not hold.
  ["aws:requestedregion", single("endpoint")],
  ["aws:tagkeys", multi("free")],
  // Set by AWS in the credentials of an instance or a function, whichever service is then called.
  ["ec2:sourceinstancearn", single("signed")],
  ["ec2:roledelivery", single("signed")],
  ["lambda:sourcefunctionarn", single("signed")],
  ["ssm:sourceinstancearn", single("signed")],
  ["glue:credentialissuingservice", single("signed")],
  ["glue:roleassumedby", single("signed")],
  ["ecs:sourcetaskarn", single("signed")],
]);

/** Keys with a name of the author's after the slash. */
const taggedKeys: ReadonlyMap<string, ConditionKey> = new Map([
  ["aws:principaltag", single("signed")],
  ["aws:requesttag", single("free")],
  ["aws:resourcetag", single("free")],
]);

const s3Keys: ReadonlyMap<string, ConditionKey> = new Map([
  ["s3:resourceaccount", single("resource")],
  // Not the bucket's owner: there in calls through an access point only.
  ["s3:dataaccesspointaccount", single("free")],
  ["s3:dataaccesspointarn", single("free")],
]);

/**
 * What a key is on an endpoint of `service`. A misspelt key, and a key of another service, is in no request: StringEquals on it
 * is never true, and a negated operator always is (policy-semantics 6).
 */
export function conditionKey(name: string, service: Service): ConditionKey {
  const key = name.toLowerCase();
  const tagged = taggedKeys.get(tagless(key));
  const global = globalKeys.get(key) ?? (key.includes("/") ? tagged : undefined);
  if (global !== undefined) return ofEndpointOwner(key, service) ? single("absent") : global;
  if (key.startsWith("aws:")) return single("absent");
  const ofS3 = service.namespace === "s3" ? s3Keys.get(key) : undefined;
  if (ofS3 !== undefined) return ofS3;
  const documented = documentedKey(key, service.namespace);
  if (documented !== undefined) return documented.isMultivalued ? multi("free") : single("free");
  // The keys of identity providers (saml:aud, accounts.google.com:sub, ...) are there when STS is asked for a session.
  const isOfProvider = service.namespace === "sts" && !key.startsWith("sts:");
  if (isOfProvider || !service.isKnown) return single("free");
  // Services gain keys: one that looks like none of the documented ones is more than a slip.
  const isNew = key.startsWith(`${service.namespace}:`) && similarKey(key, service.namespace) === undefined;
  return single(isNew ? "undocumented" : "absent");
}

/** The documented key of the service that a misspelt one was meant to be. */
export function similarKey(name: string, namespace: string): string | undefined {
  const documented = [...(knowledgeOf(namespace)?.keys.values() ?? [])];
  return didYouMean(
    name,
    documented.map((one) => one.name),
  );
}

/** Keys of the endpoint's owner that requests to this service do not hold (policy-semantics 13). */
function ofEndpointOwner(key: string, service: Service): boolean {
  return key.startsWith("aws:vpce") && service.isKnown && !hasEndpointOwnerKeys(service);
}

/** A key that IAM documents for the service, whatever its prefix: `kms:EncryptionContext:${Key}` has a name of the author's. */
function documentedKey(key: string, namespace: string): { isMultivalued: boolean } | undefined {
  const keys = knowledgeOf(namespace)?.keys;
  const found = keys?.get(tagless(key));
  if (found !== undefined || keys === undefined) return found;
  for (const [pattern, known] of keys) {
    const [start = "", end = ""] = pattern.split(/\$\{[^}]*\}/u);
    const isLongEnough = start !== pattern && key.length > start.length + end.length;
    if (isLongEnough && key.startsWith(start) && key.endsWith(end)) return known;
  }
  return undefined;
}
