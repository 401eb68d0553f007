import { arnServiceOf } from "./arn-services.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";
import type { PolicyContext } from "./context.ts";
import { divideComposed } from "./composed-texts.ts";
import type { ComposedClass } from "./composed-texts.ts";
import { anyLetter, identifier } from "./letters.ts";
import {
  accountField,
  accountSamples,
  accountShape,
  inDoubt,
  inside,
  isKnownAccount,
  knownAccounts,
  tooMany,
} from "./memberships.ts";
import type { Mentions, Standing } from "./memberships.ts";
import { anybodyElse, truthsWithoutOwner } from "./owners.ts";
import type { Owners } from "./owners.ts";
import { resourceRecognizers, spreadOverOwners } from "./resource-classes.ts";
import type { ResourceClass, Resources, ResourceScene } from "./resource-classes.ts";
import { divideBuckets } from "./s3-resources.ts";
import { sampleArnsOf } from "./sample-arns.ts";
import { serviceOf } from "./services.ts";
import type { ResourceKind } from "./action-classes.ts";
import { letter, literal, many, sequence, some } from "./shape.ts";
import type { Shape } from "./shape.ts";
import { languageOf } from "./recognizers.ts";
import { divideTexts } from "./text-classes.ts";
import { isPartlyOpen, patternsOf, wildTest } from "./text-test.ts";
import { both, not, truthOf } from "./truth.ts";
import type { Truth } from "./truth.ts";

export function divideResources(
  policy: CompiledPolicy,
  context: PolicyContext,
  mentions: Mentions,
  owners: Owners,
): ResourceClass[] {
  const exempt = wildTest(context.exemptResources ?? [], { arn: true });
  const scene = { policy, context, mentions, owners, exempt };
  const divisions =
    serviceOf(context.service).namespace === "s3"
      ? [divideBuckets(scene), accessPoints(scene)]
      : [accountResources(scene), unownedResources(scene)];
  const isComplete = divisions.every((division) => division.isComplete);
  return [
    ...divisions.flatMap(({ classes }) => classes),
    ...(isComplete ? [] : anythingElse(scene)),
    noResource(scene),
  ];
}

/** Whatever was not told apart. Of whom it could be is told apart, unless those are too many as well. */
function anythingElse({ policy, owners }: ResourceScene): ResourceClass[] {
  const truths = policy.statements.map((): Truth => "maybe");
  const kinds: readonly ResourceKind[] = ["account", "bucket", "object"];
  return [...owners.anybody, ...anybodyElse(policy)].flatMap(({ owner, standing, truths: ofOwner }) =>
    kinds.map((kind) => ({
      kind,
      resource: { arn: "*", owner },
      standing: standing.side === "inside" ? { ...inside, doubt: tooMany } : inDoubt(tooMany),
      isExempt: "maybe",
      truths: truths.map((truth, index) => both(truth, ofOwner[index] ?? "maybe")),
    })),
  );
}

/** The resource of an action that takes none: nobody's, and matched by `*` alone (policy-semantics 4). */
function noResource({ policy }: ResourceScene): ResourceClass {
  const ofOwner = truthsWithoutOwner(policy);
  const truths = policy.statements.map(({ statement }, index) => {
    const isNamed = truthOf(statement.resource.patterns.some((text) => /^\*+$/u.test(text)));
    return both(statement.resource.negated ? not(isNamed) : isNamed, ofOwner[index] ?? "maybe");
  });
  return { kind: "none", resource: { arn: "*" }, standing: inside, isExempt: "no", truths };
}

interface AccountPlaces {
  /** The service's name in the ARN. */
  service: Shape;
  samplesWith: (account: string) => readonly string[];
  judge: (standing: Standing) => Standing;
}

/** ARNs that hold their owner's account. */
function divideByAccount(scene: ResourceScene, { service, samplesWith, judge }: AccountPlaces): Resources {
  const { context, mentions, owners } = scene;
  const ofWhole = resourceRecognizers(scene);
  const { classes, isComplete } = divideComposed(
    {
      before: sequence(
        literal(`arn:${context.partition}:`),
        service,
        literal(":"),
        many(letter(identifier)),
        literal(":"),
      ),
      head: accountShape,
      after: sequence(literal(":"), some(letter(anyLetter))),
      headOf: (text) => text.split(":")[4] ?? "",
      headSamples: accountSamples,
      samplesWith,
    },
    {
      budget: scene.policy.budget,
      ofHead: owners.accountRecognizers,
      ofWhole,
      crosses: [...scene.policy.statements.map(({ resource }) => resource), scene.exempt].some((test) =>
        patternsOf(test).some((pattern) => isPartlyOpen(pattern, accountField)),
      ),
    },
    { known: knownAccounts(context, mentions, owners.accountRecognizers), isTaken: isKnownAccount(context) },
  );
  const spread = (arn: ComposedClass): ResourceClass[] =>
    spreadOverOwners(scene, {
      kind: "account",
      arn,
      owners: owners.ofAccount({ ...arn, text: arn.head }),
      judge,
    });
  return { classes: classes.flatMap(spread), isComplete };
}

function accountResources(scene: ResourceScene): Resources {
  const { service, partition } = scene.context;
  const samplesWith = (account: string): string[] => sampleArnsOf(serviceOf(service), partition, account);
  const named = arnServiceOf(serviceOf(service));
  return divideByAccount(scene, { service: named, samplesWith, judge: (standing) => standing });
}

/** The account of an access point is not the bucket's, and AWS asks for both (policy-semantics 4). */
function accessPoints(scene: ResourceScene): Resources {
  const { service, partition } = scene.context;
  const doubt = inDoubt("whether the bucket behind an access point of another account is admitted too is not known");
  return divideByAccount(scene, {
    service: literal("s3"),
    samplesWith: (account) => sampleArnsOf(serviceOf(service), partition, account),
    judge: (standing) => (standing.side === "outside" ? doubt : standing),
  });
}

/** `ec2:*::image/*`, `iam::aws:policy/*`: public, AWS's own, or shared by anybody (policy-semantics 4). */
function unownedResources(scene: ResourceScene): Resources {
  const { context, owners } = scene;
  const { namespace } = serviceOf(context.service);
  const divisions = ["", "aws"].map((account) => {
    const shape = sequence(
      literal(`arn:${context.partition}:`),
      arnServiceOf(serviceOf(context.service)),
      literal(":"),
      many(letter(identifier)),
      literal(`:${account}:`),
      some(letter(anyLetter)),
    );
    const sample = `arn:${context.partition}:${namespace}::${account}:any-resource`;
    return divideTexts(languageOf(shape, [sample, `${sample}-other`]), resourceRecognizers(scene), {
      budget: scene.policy.budget,
    });
  });
  return {
    classes: divisions.flatMap(({ classes }) =>
      classes.flatMap((arn) => {
        const doubt = inDoubt(`who owns ${arn.text} is not known, for its ARN names no account`);
        const judge = (standing: Standing): Standing => (standing.side === "outside" ? doubt : standing);
        return spreadOverOwners(scene, { kind: "account", arn, owners: owners.anybody, judge });
      }),
    ),
    isComplete: divisions.every(({ isComplete }) => isComplete),
  };
}
