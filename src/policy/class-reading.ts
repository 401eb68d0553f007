import type { Caller } from "./callers.ts";
import type { PolicyContext } from "./context.ts";
import type { ConditionAtom, Operator, PolicyVersion } from "./document.ts";
import { conditionKey } from "./keys.ts";
import type { Owner } from "./owners.ts";
import type { Pattern } from "./pattern.ts";
import type { ResourceClass } from "./resources.ts";
import { hasEndpointOwnerKeys, hasOwnerKeys, serviceOf } from "./services.ts";
import { literalClass, matchClass } from "./text-class.ts";
import type { TextClass } from "./text-class.ts";
import { eitherOne, not, some, truthOf } from "./truth.ts";
import type { Truth } from "./truth.ts";
import { compileAtom } from "./vocabulary.ts";

/** What the requests of a class hold under a condition key. */
interface ClassReading {
  isPresent: Truth;
  /** Undefined: any text. */
  texts: TextClass | undefined;
}

const absent: ClassReading = { isPresent: "no", texts: undefined };
const anything: ClassReading = { isPresent: "maybe", texts: undefined };
const always = (texts: TextClass | undefined): ClassReading => ({ isPresent: "yes", texts });
const constant = (text: string): ClassReading => always(literalClass(text));

type AtomSide = "caller" | "resource" | "neither";

/** Which part of a request decides an atom. */
export function sideOf(atom: ConditionAtom, context: PolicyContext): AtomSide {
  const { source } = conditionKey(atom.key, serviceOf(context.service));
  if (source === "caller" || source === "service-call" || source === "signed") return "caller";
  return source === "resource" ? "resource" : "neither";
}

interface AtomScene {
  atom: ConditionAtom;
  patterns: readonly Pattern[];
  context: PolicyContext;
}

export function setScene(atom: ConditionAtom, version: PolicyVersion, context: PolicyContext): AtomScene {
  return { atom, patterns: compileAtom(atom, version), context };
}

export function readForCaller(scene: AtomScene, caller: Caller): Truth {
  return judgeAtom(scene, callerReading(scene, caller));
}

export function readForResource(scene: AtomScene, resource: ResourceClass): Truth {
  return judgeAtom(scene, ownerReading(scene, resource));
}

/** An atom on a key that neither the caller nor the resource decides. */
export function readForAll(scene: AtomScene): Truth {
  return judgeAtom(scene, commonReading(scene));
}

function callerReading({ atom, context }: AtomScene, caller: Caller): ClassReading {
  const { source } = conditionKey(atom.key, serviceOf(context.service));
  if (source === "service-call") return caller.kind === "service" ? anything : absent;
  if (source === "signed") return caller.kind === "anonymous" ? absent : anything;
  const key = atom.key.toLowerCase();
  if (caller.kind === "anonymous") return key === "aws:principalaccount" ? constant("anonymous") : absent;
  if (key === "aws:principalisawsservice") return constant(String(caller.kind === "service"));
  if (key.startsWith("aws:principalservicename")) return caller.kind === "service" ? always(caller.name) : absent;
  // What else a service principal's own calls hold is not documented key by key.
  if (caller.kind === "service") return anything;
  if (key === "aws:principalaccount") return always(caller.owner.account);
  return key === "aws:principalarn" ? always(caller.arn) : membershipReading(key, caller.owner);
}

function ownerReading({ atom, context }: AtomScene, { owner }: ResourceClass): ClassReading {
  if (owner === undefined) return anything;
  const key = atom.key.toLowerCase();
  const reading = key.endsWith("account") ? always(owner.account) : membershipReading(key, owner);
  return hasOwnerKeys(serviceOf(context.service)) ? reading : { ...reading, isPresent: "maybe" };
}

function membershipReading(key: string, { organization }: Owner): ClassReading {
  if (organization === undefined) return absent;
  return always(key.endsWith("paths") ? organization.path : organization.id);
}

function commonReading({ atom, context }: AtomScene): ClassReading {
  const service = serviceOf(context.service);
  const { source } = conditionKey(atom.key, service);
  if (source === "absent") return absent;
  if (source === "required") return always(undefined);
  if (source !== "endpoint") return anything;
  const isAware = hasEndpointOwnerKeys(service);
  const known = new Map([
    ["aws:sourcevpce", context.endpointId],
    ["aws:sourcevpc", context.vpcId],
    ["aws:vpceaccount", isAware ? context.endpointAccount : undefined],
    ["aws:vpceorgid", isAware ? context.organizationId : undefined],
  ]).get(atom.key.toLowerCase());
  return known === undefined ? anything : constant(known);
}

/** The table of policy-semantics 5, over classes. */
function judgeAtom(scene: AtomScene, reading: ClassReading): Truth {
  const { operator, values } = scene.atom;
  if (operator === undefined) return "maybe";
  if (operator.family === "null") {
    return some(values, (value) => {
      if (value.toLowerCase() === "true") return not(reading.isPresent);
      return value.toLowerCase() === "false" ? reading.isPresent : "no";
    });
  }
  const whenAbsent = judgeAbsence(operator);
  if (reading.isPresent === "no") return whenAbsent;
  const whenPresent = judgePresence(scene, operator, reading.texts);
  return reading.isPresent === "yes" ? whenPresent : eitherOne(whenPresent, whenAbsent);
}

function judgeAbsence({ quantifier, ifExists, negated }: Operator): Truth {
  if (quantifier === "ForAllValues") return "yes";
  // Both readings of ForAnyValue with IfExists are met in the field (policy-semantics 13).
  if (quantifier === "ForAnyValue") return ifExists ? "maybe" : "no";
  return truthOf(ifExists || negated);
}

function judgePresence(scene: AtomScene, operator: Operator, texts: TextClass | undefined): Truth {
  const { atom, context } = scene;
  const { isMultivalued } = conditionKey(atom.key, serviceOf(context.service));
  if (isMultivalued && operator.quantifier === undefined) return "maybe";
  const matches = texts === undefined ? "maybe" : matchValues(scene, operator, texts);
  return operator.negated ? not(matches) : matches;
}

/** Keys whose texts have no upper case, so that ignoring case changes nothing but the policy's side. */
const lowerCaseKeys = /(?:account|orgid|orgpaths)$/u;

function matchValues({ atom, patterns }: AtomScene, { family }: Operator, texts: TextClass): Truth {
  if (family === "ip" || family === "other") return "maybe";
  if (family === "bool") {
    if (texts.literal === undefined || atom.values.some((value) => value.includes("${"))) return "maybe";
    return truthOf(atom.values.some((value) => value.toLowerCase() === texts.literal));
  }
  if (family === "string-ignore-case" && !lowerCaseKeys.test(atom.key.toLowerCase())) return "maybe";
  return some(patterns, (pattern) => matchClass(pattern, texts));
}
