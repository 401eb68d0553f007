import type { PolicyDocument } from "./document.ts";
import { parseGlob } from "./glob.ts";
import { sampleActionsOf, targetOf } from "./services.ts";
import type { ActionTarget, Service } from "./services.ts";
import { divideTexts, fillGlob } from "./text-class.ts";
import type { TextClass } from "./text-class.ts";
import { compileGlob } from "./vocabulary.ts";

/** A class of actions; its texts are in lower case, as IAM compares them. */
export interface ActionClass {
  texts: TextClass;
  target: ActionTarget;
  doubt?: string;
}

export function buildActions(document: PolicyDocument, service: Service): ActionClass[] {
  const patterns = document.statements.flatMap(({ action }) => action.patterns);
  const prefixes = service.isKnown ? [] : foreignPrefixes(patterns, service.namespace);
  return [service.namespace, ...prefixes].flatMap((namespace) => {
    const doubt = `whether requests with actions of ${namespace} pass this endpoint is not known`;
    const isOwn = namespace === service.namespace;
    return divideActions(patterns, namespace, isOwn ? sampleActionsOf(service) : []).map((texts) => ({
      texts,
      target: texts.literal === undefined ? "any" : targetOf(texts.literal),
      ...(isOwn ? {} : { doubt }),
    }));
  });
}

/** Of a service that we do not know, any prefix in its policies may be its own. */
function foreignPrefixes(patterns: readonly string[], namespace: string): string[] {
  const prefixes = patterns.flatMap((pattern) => /^([a-z0-9-]+):/iu.exec(pattern)?.[1]?.toLowerCase() ?? []);
  return [...new Set(prefixes)].filter((prefix) => prefix !== namespace);
}

function divideActions(patterns: readonly string[], namespace: string, samples: readonly string[]): TextClass[] {
  const grammar = /^[a-z0-9-]+:[a-z0-9]{1,80}$/u;
  return divideTexts({
    fields: [parseGlob(`${namespace}:?*`)],
    patterns: patterns.map((pattern) => compileGlob(pattern.toLowerCase())),
    fits: (text) => grammar.test(text) && text.startsWith(`${namespace}:`),
    samples: [...samples.map((name) => name.toLowerCase()), `${namespace}:anyaction`, `${namespace}:otheraction`],
    instances: (glob) => fillGlob(glob, ["", "x", `${namespace}:`, "any"], "x"),
  });
}
