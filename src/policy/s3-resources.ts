import { anyLetter, bucketLetter } from "./letters.ts";
import { inDoubt, inside, outside } from "./memberships.ts";
import type { Standing } from "./memberships.ts";
import { resourceRecognizers, spreadOverOwners } from "./resource-classes.ts";
import type { ResourceClass, Resources, ResourceScene } from "./resource-classes.ts";
import { anyText, choice, letter, literal, optional, sequence, some } from "./shape.ts";
import { languageOf, recognizerOf } from "./recognizers.ts";
import type { Recognizer, TextClass } from "./recognizers.ts";
import { divideTexts } from "./text-classes.ts";
import { patternsOf, testClass, wildTest } from "./text-test.ts";
import type { TextTest } from "./text-test.ts";

/**
 * Buckets and objects. Their ARNs hold no account, so they say nothing about the owner: an exact name belongs to one
 * unknown account, and a name with a wildcard is anybody's to register (policy-semantics 4).
 */
export function divideBuckets(scene: ResourceScene): Resources {
  const { context, owners } = scene;
  const start = `arn:${context.partition}:s3:::`;
  const listed = {
    owned: bucketTest(context.ownedBuckets ?? [], start),
    external: bucketTest(context.externalBuckets ?? [], start),
    named: recognizeNamed(namedBuckets(scene), start),
  };
  const recognizers = [
    ...resourceRecognizers(scene),
    ...listed.owned.recognizers,
    ...listed.external.recognizers,
    ...listed.named,
  ];
  const name = sequence(literal(start), some(letter(bucketLetter)));
  const languages = [
    {
      kind: "object",
      shape: sequence(name, literal("/"), some(letter(anyLetter))),
      tail: "/any-key",
      endings: ["any-key", "/any-key"],
    },
    { kind: "bucket", shape: name, tail: "", endings: ["any-bucket"] },
  ] as const;
  const divisions = languages.map(({ kind, shape, tail, endings }) => {
    const samples = ["any-bucket", "other-bucket", "another-bucket"].map((bucket) => `${start}${bucket}${tail}`);
    const { classes, isComplete } = divideTexts(languageOf(shape, samples, endings), recognizers, {
      budget: scene.policy.budget,
    });
    const spread = (arn: TextClass): ResourceClass[] =>
      spreadOverOwners(scene, { kind, arn, owners: owners.anybody, judge: judgeBucket(arn, start, listed) });
    return { classes: classes.flatMap(spread), isComplete };
  });
  return {
    classes: divisions.flatMap(({ classes }) => classes),
    isComplete: divisions.every(({ isComplete }) => isComplete),
  };
}

function bucketTest(names: readonly string[], start: string): TextTest {
  return wildTest(
    names.flatMap((name) => [`${start}${name}`, `${start}${name}/*`]),
    { arn: true },
  );
}

/** Buckets that the policy names without a wildcard, in full. */
function namedBuckets({ policy, exempt }: ResourceScene): Set<string> {
  const names = new Set<string>();
  for (const test of [...policy.statements.map(({ resource }) => resource), exempt]) {
    for (const { globs } of patternsOf(test)) {
      const tail = globs[5];
      if (tail === undefined) continue;
      const end = tail.indexOf(slash);
      const name = end === -1 ? tail : tail.slice(0, end);
      if (name.length === 0 || !name.every((token) => token >= 0)) continue;
      names.add(name.map((unit) => String.fromCharCode(unit)).join(""));
    }
  }
  return names;
}

const slash = "/".charCodeAt(0);

/** Two buckets with names of their own can have two owners, but each is as unknown as the other. */
function recognizeNamed(names: ReadonlySet<string>, start: string): Recognizer[] {
  if (names.size === 0) return [];
  const texts = Array.from(names, (name) => `${start}${name}`);
  const shape = sequence(choice(...texts.map(literal)), optional(sequence(literal("/"), anyText)));
  return [recognizerOf(shape, { texts, beginnings: texts.map((text) => `${text}/`) })];
}

interface Listed {
  owned: TextTest;
  external: TextTest;
  named: readonly Recognizer[];
}

function judgeBucket(
  arn: TextClass,
  start: string,
  { owned, external, named }: Listed,
): (standing: Standing) => Standing | undefined {
  if (testClass(owned, arn) === "yes") return (standing) => (standing.side === "inside" ? inside : undefined);
  if (testClass(external, arn) === "yes") return (standing) => (standing.side === "inside" ? undefined : outside);
  if (!named.some((recognizer) => arn.accepted.has(recognizer))) return (standing) => standing;
  const bucket = arn.text.slice(start.length).split("/")[0] ?? "";
  const doubt = inDoubt(`who owns the bucket ${bucket} is not known`);
  return (standing) => (standing.side === "outside" ? doubt : standing);
}
