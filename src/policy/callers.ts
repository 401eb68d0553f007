import { literalGlob, parseGlob } from "./glob.ts";
import { accountLanguage, inside, outside } from "./owners.ts";
import type { Owner, Standing } from "./owners.ts";
import { accountFieldOf, fillArnFields } from "./pattern.ts";
import { divideTexts, fillGlob } from "./text-class.ts";
import type { TextClass } from "./text-class.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A class of callers that the policy cannot tell apart. */
export type Caller = { standing: Standing } & (
  | { kind: "anonymous" }
  | { kind: "iam"; owner: Owner; arn: TextClass }
  | { kind: "service"; name: TextClass }
);

export function buildCallers(owners: readonly Owner[], vocabulary: Vocabulary, partition: string): Caller[] {
  const cache = new Map<TextClass, TextClass[]>();
  const arnsOf = (account: TextClass): TextClass[] => {
    const known = cache.get(account) ?? divideArns(account, vocabulary, partition);
    cache.set(account, known);
    return known;
  };
  return [
    ...owners.flatMap((owner): Caller[] =>
      arnsOf(owner.account).map((arn) => ({ kind: "iam", owner, arn, standing: owner.standing })),
    ),
    { kind: "anonymous", standing: outside },
    // AWS services are no outsiders (policy-semantics 10).
    ...divideServices(vocabulary).map((name): Caller => ({ kind: "service", name, standing: inside })),
  ];
}

function divideArns(account: TextClass, { callerArns }: Vocabulary, partition: string): TextClass[] {
  const number = account.literal === undefined ? accountLanguage : literalGlob(account.literal);
  const isMember = (text: string): boolean =>
    account.literal === undefined ? account.samples.includes(text) : text === account.literal;
  const starts = account.samples.slice(0, 2).map((sample) => `arn:${partition}:iam::${sample}:`);
  // An account that the policy spells out has a class of its own.
  const spelledOut = callerArns.filter((pattern) => accountFieldOf(pattern) !== undefined).map(({ id }) => id);
  return divideTexts({
    fields: ["arn", partition, "???", ""].map(parseGlob).concat([number, parseGlob("?*")]),
    patterns: callerArns,
    fits: (text) => isCallerArn(text, partition) && isMember(text.split(":")[4] ?? ""),
    samples: starts.flatMap((start) => [`${start}role/any-role`, `${start}user/any-user`]),
    instances: (glob) =>
      fillGlob(
        fillArnFields(glob, "", account.samples[0] ?? ""),
        ["", "x", ...account.samples.slice(0, 2), ...starts.map((start) => `${start}role/`), "role/", "/x"],
        "x",
      ),
    foreign: new Set(account.literal === undefined ? spelledOut : []),
  });
}

// A path within IAM may hold nearly anything, colons and account numbers too (policy-semantics 6).
const callerTail =
  /^(?:iam::\d{12}:(?:root|(?:role|user)\/(?:[!-~]+\/)?[\w+=,.@-]{1,64})|sts::\d{12}:federated-user\/[\w=,.@-]{2,32})$/u;

function isCallerArn(text: string, partition: string): boolean {
  const start = `arn:${partition}:`;
  return text.startsWith(start) && callerTail.test(text.slice(start.length));
}

function divideServices({ services }: Vocabulary): TextClass[] {
  return divideTexts({
    fields: [parseGlob("?*")],
    patterns: services,
    fits: (text) => text.includes(".amazonaws.com"),
    samples: ["cloudtrail.amazonaws.com", "config.amazonaws.com"],
    instances: (glob) => fillGlob(glob, ["", "x", "config", "config.amazonaws.com", ".amazonaws.com"], "x"),
  });
}
