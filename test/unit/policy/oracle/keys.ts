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

export type Side = "caller" | "target" | "situation";

interface Key {
  side: Side;
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

const free: Key = { side: "situation", read: ofRequest };
/** Of a signed call; what a call of an AWS service holds is not said. */
const signed: Key = {
  side: "situation",
  read: (request, world, key) => {
    if (request.principal.kind === "anonymous") return undefined;
    return request.principal.kind === "service" ? "open" : ofRequest(request, world, key);
  },
};
const absent: Key = { side: "caller", read: () => undefined };

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
  side: "caller",
  read: ({ principal }) => (principal.kind === "service" ? "open" : undefined),
};

/** Services that AWS's RCP example names: section 6. What the others fill is not settled. */
const fillsEndpointKeys = new Set(["cognito-identity", "ecr", "kms", "s3", "sqs"]);
const ofEndpoint = (read: (context: PolicyContext) => string | undefined): Key => ({
  side: "caller",
  read: always(({ context, namespace }) => (fillsEndpointKeys.has(namespace) ? read(context) : undefined)),
});

const keys: Readonly<Record<string, Key>> = {
  "aws:principalorgid": { side: "caller", read: ofCaller(({ id }) => id) },
  "aws:principalorgpaths": { side: "caller", isMultivalued: true, read: ofCaller(({ path }) => path) },
  "aws:principalaccount": {
    side: "caller",
    read: ({ principal }) => {
      if (principal.kind === "service") return "open";
      return [principal.kind === "anonymous" ? "anonymous" : principal.account];
    },
  },
  "aws:principalarn": {
    side: "caller",
    read: ({ principal }) => {
      if (principal.kind === "service") return "open";
      return principal.kind === "anonymous" ? undefined : [principal.arn];
    },
  },
  "aws:principalisawsservice": {
    side: "caller",
    read: ({ principal }) => (principal.kind === "anonymous" ? undefined : [String(principal.kind === "service")]),
  },
  "aws:principalservicename": {
    side: "caller",
    read: ({ principal }) => (principal.kind === "service" ? [principal.name] : undefined),
  },
  "aws:principalservicenameslist": {
    side: "caller",
    isMultivalued: true,
    read: ({ principal }) => (principal.kind === "service" ? [principal.name] : undefined),
  },
  "aws:principaltag/team": signed,
  "aws:multifactorauthage": signed,
  "aws:tokenissuetime": signed,
  "aws:resourceorgid": { side: "target", read: ofOwner(({ id }) => id) },
  "aws:resourceorgpaths": { side: "target", isMultivalued: true, read: ofOwner(({ path }) => path) },
  "aws:resourceaccount": { side: "target", read: ownerAccount },
  "s3:resourceaccount": {
    side: "target",
    read: (request, world, key) => (world.namespace === "s3" ? ownerAccount(request, world, key) : undefined),
  },
  "aws:sourcevpce": { side: "caller", read: always(({ context }) => context.endpointId) },
  "aws:sourcevpc": { side: "caller", read: always(({ context }) => context.vpcId) },
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
