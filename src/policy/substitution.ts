import type { PolicyContext } from "./context.ts";
import { conditionKey } from "./keys.ts";
import { hasEndpointOwnerKeys, serviceOf } from "./services.ts";
import type { VariableValue, Variables } from "./text-test.ts";

/** In lower case, with `undefined` for a key that the request does not hold. */
export type Substitution = ReadonlyMap<string, string | undefined>;

export function substituting(substitution: Substitution, context: PolicyContext): Variables {
  const service = serviceOf(context.service);
  return (name): VariableValue => {
    const key = name.toLowerCase();
    if (substitution.has(key)) return { kind: "text", text: substitution.get(key) };
    const { source } = conditionKey(key, service);
    if (source === "absent") return { kind: "text", text: undefined };
    const text = source === "endpoint" ? endpointText(key, context) : undefined;
    return text === undefined ? { kind: "open" } : { kind: "text", text };
  };
}

/** What a key of the endpoint holds, where we know it. */
export function endpointText(name: string, context: PolicyContext): string | undefined {
  const isAware = hasEndpointOwnerKeys(serviceOf(context.service));
  const known: Readonly<Record<string, string | undefined>> = {
    "aws:sourcevpce": context.endpointId,
    "aws:sourcevpc": context.vpcId,
    "aws:vpceaccount": isAware ? context.endpointAccount : undefined,
    "aws:vpceorgid": isAware ? context.organizationId : undefined,
  };
  return known[name];
}
