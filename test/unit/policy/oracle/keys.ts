import type { PolicyContext } from "../../../../src/policy/context.ts";
import type { Membership, Request } from "../../../../src/policy/request.ts";

/** The table of policy-semantics 6: what a request holds under a key. */

export interface World {
  context: PolicyContext;
  /** IAM's prefix of the service behind the endpoint. */
  namespace: string;
  /** Whether the document is a 2012-10-17 one. */
  hasVariables: boolean;
}

/** `undefined` is absent, `open` what the reference does not settle. */
type Found = readonly string[] | undefined | "open";

/**
 * Parts of a request. What a key holds follows from one of them: `identity` is who calls, without the organization,
 * which is the `membership`; `keys` are those that the caller or the situation fills.
 */
export type Facet = "identity" | "membership" | "arn" | "owner" | "action" | "keys";

interface Key {
  facet: Facet;
  isMultivalued?: true;
  read(request: Request, world: World, key: string): Found;
}

const ofRequest: Key["read"] = ({ keys }, _world, key) => keys.find((one) => one.key === key)?.values;
const always =
  (read: (world: World) => string | undefined): Key["read"] =>
  (_request, world) => {
    const value = read(world);
    return value === undefined ? "open" : [value];
  };

const free: Key = { facet: "keys", read: ofRequest };
/** Of a signed call; what a call of an AWS service holds is not said. */
const signed: Key = {
  facet: "keys",
  read: (request, world, key) => {
    if (request.principal.kind === "anonymous") return undefined;
    return request.principal.kind === "service" ? "open" : ofRequest(request, world, key);
  },
};
const absent: Key = { facet: "identity", read: () => undefined };

function ofCaller(part: (organization: Membership) => string): Key["read"] {
  return ({ principal }) => {
    if (principal.kind === "anonymous") return undefined;
    if (principal.kind === "service") return "open";
    return principal.organization === undefined ? undefined : [part(principal.organization)];
  };
}

function ofOwner(part: (organization: Membership) => string): Key["read"] {
  return ({ resource: { owner } }) => {
    if (owner === undefined) return "open";
    return owner.organization === undefined ? undefined : [part(owner.organization)];
  };
}

const ownerAccount: Key["read"] = ({ resource: { owner } }) => (owner === undefined ? "open" : [owner.account]);

const serviceCallOnly: Key = {
  facet: "identity",
  read: ({ principal }) => (principal.kind === "service" ? "open" : undefined),
};

/** Services that AWS's RCP example names (section 6); requests to the others hold none of these keys (section 13). */
const fillsEndpointKeys = new Set(["cognito-identity", "ecr", "kms", "s3", "sqs"]);
const ofEndpoint = (read: (context: PolicyContext) => string | undefined): Key => ({
  facet: "identity",
  read: (request, world, key) =>
    fillsEndpointKeys.has(world.namespace) ? always(({ context }) => read(context))(request, world, key) : undefined,
});

const keys: Readonly<Record<string, Key>> = {
  "aws:principalorgid": { facet: "membership", read: ofCaller(({ id }) => id) },
  "aws:principalorgpaths": { facet: "membership", isMultivalued: true, read: ofCaller(({ path }) => path) },
  "aws:principalaccount": {
    facet: "identity",
    read: ({ principal }) => {
      if (principal.kind === "service") return "open";
      return [principal.kind === "anonymous" ? "anonymous" : principal.account];
    },
  },
  "aws:principalarn": {
    facet: "identity",
    read: ({ principal }) => {
      if (principal.kind === "service") return "open";
      return principal.kind === "anonymous" ? undefined : [principal.arn];
    },
  },
  "aws:principalisawsservice": {
    facet: "identity",
    read: ({ principal }) => (principal.kind === "anonymous" ? undefined : [String(principal.kind === "service")]),
  },
  "aws:principalservicename": {
    facet: "identity",
    read: ({ principal }) => (principal.kind === "service" ? [principal.name] : undefined),
  },
  "aws:principalservicenameslist": {
    facet: "identity",
    isMultivalued: true,
    read: ({ principal }) => (principal.kind === "service" ? [principal.name] : undefined),
  },
  "aws:principaltag/team": signed,
  "aws:multifactorauthage": signed,
  "aws:tokenissuetime": signed,
  "aws:resourceorgid": { facet: "owner", read: ofOwner(({ id }) => id) },
  "aws:resourceorgpaths": { facet: "owner", isMultivalued: true, read: ofOwner(({ path }) => path) },
  "aws:resourceaccount": { facet: "owner", read: ownerAccount },
  "s3:resourceaccount": {
    facet: "owner",
    read: (request, world, key) => (world.namespace === "s3" ? ownerAccount(request, world, key) : undefined),
  },
  "aws:sourcevpce": { facet: "identity", read: always(({ context }) => context.endpointId) },
  "aws:sourcevpc": { facet: "identity", read: always(({ context }) => context.vpcId) },
  "aws:vpceaccount": ofEndpoint(({ endpointAccount }) => endpointAccount),
  "aws:vpceorgid": ofEndpoint(({ organizationId }) => organizationId),
  "aws:sourceip": absent,
  "aws:vpcsourceip": free,
  "aws:sourceaccount": serviceCallOnly,
  "aws:sourceorgid": serviceCallOnly,
  "aws:securetransport": free,
  "aws:viaawsservice": free,
  "aws:useragent": free,
  "aws:tagkeys": { ...free, isMultivalued: true },
  "aws:misspelt": absent,
  "dynamodb:select": free,
  "s3:prefix": free,
  "s3:max-keys": free,
};

export function keyOf(name: string): Key {
  const key = keys[name.toLowerCase()];
  if (key === undefined) throw new Error(`the oracle does not know ${name}`);
  return key;
}

export function readKey(name: string, request: Request, world: World): { isMultivalued: boolean; found: Found } {
  const key = keyOf(name);
  // A key of another service is in no request.
  const [prefix] = name.toLowerCase().split(":");
  const isForeign = prefix !== "aws" && prefix !== world.namespace;
  const found = isForeign ? undefined : key.read(request, world, name.toLowerCase());
  return { isMultivalued: key.isMultivalued === true, found };
}
