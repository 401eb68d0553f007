import type { PolicyContext } from "./context.ts";
import { literalGlob, parseGlob } from "./glob.ts";
import type { Glob } from "./glob.ts";
import { accountLanguage, inDoubt, inside } from "./owners.ts";
import type { Owner, Standing } from "./owners.ts";
import { accountFieldOf, fillArnFields } from "./pattern.ts";
import type { ActionTarget, Service } from "./services.ts";
import { divideTexts, fillGlob, matchClass } from "./text-class.ts";
import type { TextClass } from "./text-class.ts";
import { some } from "./truth.ts";
import type { Truth } from "./truth.ts";
import { compileResource } from "./vocabulary.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A class of resources that the policy cannot tell apart, with one class of owners. */
export interface ResourceClass {
  kind: ActionTarget;
  /** Undefined for `*`, the resource of an action that takes none. */
  arn: TextClass | undefined;
  owner: Owner | undefined;
  standing: Standing;
  /** Whether the context leaves requests on it out of both questions. */
  isExempt: Truth;
}

export interface ResourceSpace {
  owners: readonly Owner[];
  /** One owner of each kind that the policy's conditions tell apart: enough where the ARN does not name its owner. */
  distinctOwners: readonly Owner[];
  vocabulary: Vocabulary;
  service: Service;
  context: PolicyContext;
}

/** The resource of an action that takes none: nobody's. */
export const noResource: ResourceClass = {
  kind: "none",
  arn: undefined,
  owner: undefined,
  standing: inside,
  isExempt: "no",
};

interface ArnDivision {
  /** The fields of the ARN after the partition. */
  fields: readonly Glob[];
  samples: readonly string[];
  fits?(text: string): boolean;
  foreign?: ReadonlySet<string>;
}

export function divideResourceArns({ vocabulary, context }: ResourceSpace, division: ArnDivision): TextClass[] {
  const { fields, samples, fits, foreign } = division;
  const start = `arn:${context.partition}:`;
  const [first = ""] = samples;
  const [, , service = "", region = "", account = ""] = first.split(":");
  const fills = [...new Set(["", first.split(":").slice(5).join(":"), "x", region, account, service, first])];
  return divideTexts({
    fields: [literalGlob("arn"), literalGlob(context.partition), ...fields],
    patterns: vocabulary.resources,
    fits: (text) => text.startsWith(start) && !/[*?\s]/u.test(text) && (fits?.(text) ?? true),
    samples,
    instances: (glob) => fillGlob(fillArnFields(glob, region, account), fills, "x"),
    ...(foreign === undefined ? {} : { foreign }),
  });
}

interface Spreading {
  arn: TextClass;
  kind: ActionTarget;
  space: ResourceSpace;
  /** Who can own it, as far as the ARN tells. Undefined: such an owner cannot. */
  judge(standing: Standing): Standing | undefined;
}

/** One class of ARNs under every owner that it can have. */
export function spreadOverOwners({ arn, kind, space, judge }: Spreading): ResourceClass[] {
  const isExempt = exemption(arn, space.context);
  return space.distinctOwners.flatMap((owner) => {
    const standing = judge(owner.standing);
    return standing === undefined ? [] : [{ kind, arn, owner, standing, isExempt }];
  });
}

function exemption(arn: TextClass, context: PolicyContext): Truth {
  return some(context.exemptResources ?? [], (text) => matchClass(compileResource(text, "2008-10-17"), arn));
}

const sampleRegions: ReadonlyMap<string, string> = new Map([
  ["aws-cn", "cn-north-1"],
  ["aws-us-gov", "us-gov-west-1"],
]);

interface AccountResources {
  /** The service's name in the ARN. */
  service: Glob;
  /** The last field of a plausible ARN. */
  tail: string;
  judge(standing: Standing): Standing;
}

/** ARNs that hold their owner's account. */
export function accountResources(space: ResourceSpace, { service, tail, judge }: AccountResources): ResourceClass[] {
  const { context, vocabulary } = space;
  const region = sampleRegions.get(context.partition) ?? "us-east-1";
  const start = `arn:${context.partition}:${space.service.namespace}:${region}:`;
  const named = new Set(
    vocabulary.resources.filter((pattern) => accountFieldOf(pattern) !== undefined).map(({ id }) => id),
  );
  const divide = (account: TextClass): TextClass[] =>
    divideResourceArns(space, {
      fields: [
        service,
        parseGlob("*"),
        account.literal === undefined ? accountLanguage : literalGlob(account.literal),
        parseGlob("?*"),
      ],
      samples: account.samples.slice(0, 2).map((sample) => `${start}${sample}:${tail}`),
      fits: (text) => account.samples.includes(text.split(":")[4] ?? ""),
      foreign: account.literal === undefined ? named : new Set(),
    });
  const arns = new Map(
    [...new Set(space.owners.map(({ account }) => account))].map((account) => [account, divide(account)]),
  );
  return space.owners.flatMap((owner) =>
    (arns.get(owner.account) ?? []).map((arn): ResourceClass => {
      const standing = judge(owner.standing);
      return { kind: "any", arn, owner, standing, isExempt: exemption(arn, context) };
    }),
  );
}

/** `ec2:*::image/*`, `iam::aws:policy/*`: public, AWS's own, or shared by anybody (policy-semantics 4). */
export function unownedResources(space: ResourceSpace): ResourceClass[] {
  const { context, service } = space;
  return ["", "aws"].flatMap((account) => {
    const samples = [`arn:${context.partition}:${service.namespace}::${account}:any-resource`];
    const fields = [parseGlob("?*"), parseGlob("*"), literalGlob(account), parseGlob("?*")];
    return divideResourceArns(space, { fields, samples }).flatMap((arn) => {
      const doubt = inDoubt(`who owns ${arn.literal ?? "a resource without an account in its ARN"} is not known`);
      return spreadOverOwners({
        arn,
        kind: "any",
        space,
        judge: (standing) => (standing.side === "outside" ? doubt : standing),
      });
    });
  });
}
