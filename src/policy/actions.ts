import type { ActionClass } from "./action-classes.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";
import { divideDocumented, documentedActions, guessKinds } from "./documented-actions.ts";
import { lowerOrDigit } from "./letters.ts";
import { tooMany } from "./memberships.ts";
import type { Service } from "./services.ts";
import { letter, literal, sequence, some } from "./shape.ts";
import { languageOf, recognizerOfTexts } from "./recognizers.ts";
import type { Recognizer } from "./recognizers.ts";
import { divideTexts } from "./text-classes.ts";
import { testClass, wildTest } from "./text-test.ts";
import { not } from "./truth.ts";
import type { Truth } from "./truth.ts";

/**
 * The actions that IAM documents of the service, and those that it does not: services gain actions every week.
 *
 * @param askedKeys the keys of the policy's conditions, in lower case
 */
export function divideActions(policy: CompiledPolicy, service: Service, askedKeys: readonly string[]): ActionClass[] {
  const known = documentedActions(service);
  const prefixes = service.isKnown ? [] : foreignPrefixes(policy, service.namespace);
  const others = [service.namespace, ...prefixes].map((namespace) => {
    const doubt = `whether requests with actions of ${namespace} pass this endpoint is not known`;
    const isOwn = namespace === service.namespace;
    return divideUnlisted(policy, service, { namespace, names: known.places, ...(isOwn ? {} : { doubt }) });
  });
  return [...divideDocumented(policy, known, askedKeys), ...others.flat()];
}

const noKeys: ReadonlySet<string> = new Set();

function judge(policy: CompiledPolicy, match: (statement: CompiledPolicy["statements"][number]) => Truth): Truth[] {
  return policy.statements.map((compiled) => {
    const named = match(compiled);
    return compiled.statement.action.negated ? not(named) : named;
  });
}

/** Of a service that we do not know, any prefix in its policies may be its own. */
function foreignPrefixes({ statements }: CompiledPolicy, namespace: string): string[] {
  const patterns = statements.flatMap(({ statement }) => statement.action.patterns);
  const prefixes = patterns.flatMap((pattern) => /^([a-z0-9-]+):/iu.exec(pattern)?.[1]?.toLowerCase() ?? []);
  return [...new Set(prefixes)].filter((prefix) => prefix !== namespace);
}

interface Unlisted {
  namespace: string;
  /** Those of the documented actions, in lower case. */
  names: Pick<ReadonlySet<string>, "has">;
  doubt?: string;
}

function divideUnlisted(
  policy: CompiledPolicy,
  service: Service,
  { namespace, names, doubt }: Unlisted,
): ActionClass[] {
  const patterns = policy.statements.flatMap(({ statement }) =>
    statement.action.patterns.map((text) => text.toLowerCase()),
  );
  const spelled = [...new Set(patterns)].filter((text) => names.has(text));
  const { classes, isComplete } = divideTexts(
    languageOf(sequence(literal(`${namespace}:`), some(letter(lowerOrDigit))), [
      `${namespace}:anyaction`,
      `${namespace}:otheraction`,
      `${namespace}:anotheraction`,
    ]),
    [...policy.statements.flatMap(({ action }) => action.recognizers), ...kindRecognizers(policy, service)],
    {
      budget: policy.budget,
      avoid: (text) => names.has(text),
      ...(spelled.length === 0 ? {} : { except: recognizerOfTexts(spelled) }),
    },
  );
  const written = new Map(
    policy.statements.flatMap(({ statement }) => statement.action.patterns.map((text) => [text.toLowerCase(), text])),
  );
  const ofOwn = { lackedKeys: noKeys, ...(doubt === undefined ? {} : { doubt }) };
  const unlisted = classes.map((one) => ({
    name: written.get(one.text) ?? one.text,
    documented: [],
    kinds: guessKinds(one.text, service),
    ...ofOwn,
    truths: judge(policy, ({ action }) => testClass(action, one)),
  }));
  const rest: ActionClass = {
    name: `${namespace}:AnyAction`,
    documented: [],
    kinds: guessKinds("", service),
    ...ofOwn,
    doubt: tooMany,
    truths: policy.statements.map(() => "maybe"),
  };
  return [...oneOfEach(unlisted), ...(isComplete ? [] : [rest])];
}

/** The actions that one list has in common may be on different kinds of resources: each pattern tells its own. */
function kindRecognizers({ statements }: CompiledPolicy, { namespace }: Service): Recognizer[] {
  if (namespace !== "s3") return [];
  const lists = statements.map(({ statement }) => statement.action.patterns).filter((list) => list.length > 1);
  const wild = new Set(lists.flat().filter((text) => /[*?]/u.test(text)));
  return [...wild].flatMap((text) => wildTest([text.toLowerCase()], { arn: false }).recognizers);
}

function oneOfEach(actions: readonly ActionClass[]): ActionClass[] {
  const classes = new Map<string, ActionClass>();
  for (const action of actions) {
    const { kinds, doubt, truths } = action;
    const signature = `${truths.join("")}|${[...kinds].join(" ")}|${doubt}`;
    if (!classes.has(signature)) classes.set(signature, action);
  }
  return [...classes.values()];
}
