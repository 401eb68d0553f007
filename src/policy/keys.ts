import type { Service } from "./services.ts";

/**
 * Where a condition key's value comes from (policy-semantics 6).
 *
 * - `caller`, `resource`: follows from who calls, and from what is called.
 * - `endpoint`: the same in every request that passes this endpoint.
 * - `service-call`: only there when an AWS service calls by itself.
 * - `signed`: the caller can have any value or none; an anonymous caller has none.
 * - `free`: anybody can have any value or none. `required`: any value, but always one.
 * - `opaque`: there in some requests, with values that the request model does not hold.
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
  | "opaque"
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
  ["aws:requestedregion", single("opaque")],
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
  const [prefix = ""] = key.split(":");
  const tagged = taggedKeys.get(key.split("/")[0] ?? "");
  const global = globalKeys.get(key) ?? (key.includes("/") ? tagged : undefined);
  if (global !== undefined) return global;
  if (prefix === "aws") return single("absent");
  const isOwn = service.namespace === prefix;
  if (isOwn && prefix === "s3" && s3Keys.has(key)) return s3Keys.get(key) ?? single("opaque");
  // The keys of identity providers (saml:aud, accounts.google.com:sub, ...) are there when STS is asked for a session.
  if (isOwn || service.namespace === "sts" || !service.isKnown) return single("free");
  return single("absent");
}
