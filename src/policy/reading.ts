import type { PolicyContext } from "./context.ts";
import { conditionKey } from "./keys.ts";
import type { ConditionKey } from "./keys.ts";
import type { Membership, Request } from "./request.ts";
import { hasEndpointOwnerKeys, hasOwnerKeys, serviceOf } from "./services.ts";

/** What a request holds under a condition key. `opaque`: the request model does not say. */
export type KeyReading =
  | { kind: "absent"; isMultivalued: boolean }
  /** `isSure`: whether every such request holds them; some services leave keys out of some requests. */
  | { kind: "values"; isMultivalued: boolean; values: readonly string[]; isSure: boolean }
  | { kind: "opaque"; isMultivalued: boolean };

type Values = readonly string[] | "opaque" | undefined;

/** Reads a condition key of a concrete request (policy-semantics 6). */
export function readKey(name: string, request: Request, context: PolicyContext): KeyReading {
  const key = conditionKey(name, serviceOf(context.service));
  const values = readValues(name.toLowerCase(), key, { request, context });
  const { isMultivalued } = key;
  if (values === "opaque") return { kind: "opaque", isMultivalued };
  if (values === undefined) return { kind: "absent", isMultivalued };
  const isSure = key.source !== "resource" || hasOwnerKeys(serviceOf(context.service));
  return { kind: "values", isMultivalued, values, isSure };
}

interface Situation {
  request: Request;
  context: PolicyContext;
}

function readValues(name: string, { source }: ConditionKey, situation: Situation): Values {
  const { request } = situation;
  const { principal, keys } = request;
  switch (source) {
    case "caller":
      return readCaller(name, situation);
    case "resource":
      return readOwner(name, request);
    case "endpoint":
      return readEndpoint(name, situation);
    case "service-call":
      return principal.kind === "service" ? "opaque" : undefined;
    case "signed":
      if (principal.kind === "anonymous") return undefined;
      return principal.kind === "service" ? "opaque" : keys.find(({ key }) => key === name)?.values;
    case "free":
    case "required":
      return keys.find(({ key }) => key === name)?.values ?? (source === "required" ? "opaque" : undefined);
    case "undocumented":
      return keys.some(({ key }) => key === name) ? "opaque" : undefined;
    case "absent":
      return undefined;
  }
}

function readCaller(name: string, { request: { principal } }: Situation): Values {
  const isService = principal.kind === "service";
  switch (name) {
    case "aws:principalisawsservice":
      return principal.kind === "anonymous" ? undefined : [String(isService)];
    case "aws:principalservicename":
    case "aws:principalservicenameslist":
      return isService ? [principal.name] : undefined;
    case "aws:principalaccount":
      if (principal.kind === "anonymous") return ["anonymous"];
      return isService ? "opaque" : [principal.account];
    case "aws:principalarn":
      if (isService) return "opaque";
      return principal.kind === "iam" ? [principal.arn] : undefined;
    default:
      if (isService) return "opaque";
      return principal.kind === "iam" ? readMembership(name, principal.organization) : undefined;
  }
}

function readOwner(name: string, { resource: { owner } }: Request): Values {
  if (owner === undefined) return "opaque";
  return name.endsWith("account") ? [owner.account] : readMembership(name, owner.organization);
}

function readMembership(name: string, organization: Membership | undefined): Values {
  if (organization === undefined) return undefined;
  return [name.endsWith("paths") ? organization.path : organization.id];
}

/** Keys of the endpoint hold the endpoint's own ids, so they bound nobody; some services do not fill all of them. */
function readEndpoint(name: string, { context }: Situation): Values {
  const isAware = hasEndpointOwnerKeys(serviceOf(context.service));
  const known: Readonly<Record<string, string | undefined>> = {
    "aws:sourcevpce": context.endpointId,
    "aws:sourcevpc": context.vpcId,
    "aws:vpceaccount": isAware ? context.endpointAccount : undefined,
    "aws:vpceorgid": isAware ? context.organizationId : undefined,
  };
  const value = known[name];
  return value === undefined ? "opaque" : [value];
}
