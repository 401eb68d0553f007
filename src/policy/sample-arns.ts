import { knowledgeOf } from "./knowledge.ts";
import { sampleActionsOf } from "./services.ts";
import type { Service } from "./services.ts";

/** ARNs to show in a witness: what a person would think of where the policy names none. */

const maxFormats = 3;
const formatsBefore = new Map<string, readonly string[][]>();

/** The fields of ARNs that hold their owner's account, of the service's plainest actions. Worked out once for each service. */
function formatsOf(service: Service): readonly string[][] {
  const before = formatsBefore.get(service.namespace);
  if (before !== undefined) return before;
  const documented = knowledgeOf(service.namespace)?.actions ?? [];
  const plain = sampleActionsOf(service).flatMap((name) => documented.filter((action) => action.name === name));
  const arns = new Set([...plain, ...documented].flatMap(({ resources }) => resources));
  // Of a recovery point (`arn:*:*:*:*:*:*`) not even the service is written.
  const formats = Array.from(arns, (arn) => arn.split(":")).filter(
    ([, , namespace, , account]) => namespace !== "*" && account === "*",
  );
  const kept = formats
    .slice(0, maxFormats)
    .map((fields) => [...fields.slice(0, 5), nameAny(fields.slice(5).join(":"))]);
  formatsBefore.set(service.namespace, kept);
  return kept;
}

/** `table/*` becomes `table/any-table`. */
function nameAny(tail: string): string {
  return tail.replaceAll(/([a-z-]+)([/:])\*/gu, "$1$2any-$1").replaceAll("*", "any");
}

const sampleRegions: ReadonlyMap<string, string> = new Map([
  ["aws-cn", "cn-north-1"],
  ["aws-us-gov", "us-gov-west-1"],
]);

/** ARNs of an account's resources, the plainest first. */
export function sampleArnsOf(service: Service, partition: string, account: string): string[] {
  const region = sampleRegions.get(partition) ?? "us-east-1";
  const documented = formatsOf(service).map(([, , namespace = "", place = "", , tail = ""]) =>
    [`arn:${partition}:${namespace}`, place === "*" ? region : place, account, tail].join(":"),
  );
  const own = `arn:${partition}:${service.namespace}:${region}:${account}`;
  return [...documented, `${own}:any-resource`, `${own}:other-resource`];
}
