import { knowledgeOf } from "./knowledge.ts";
import { identifier } from "./letters.ts";
import type { Service } from "./services.ts";
import { choice, letter, literal, some } from "./shape.ts";
import type { Shape } from "./shape.ts";

const before = new Map<string, Shape>();
const anyService: Shape = some(letter(identifier));

/**
 * What stands for the service in ARNs that its actions are asked on: IAM documents its own name, and at times others
 * (`ec2` of `ssm:SendCommand`). A request with an ARN of a service that is none of them does not reach its endpoint.
 */
export function arnServiceOf({ namespace, isKnown }: Service): Shape {
  const known = before.get(namespace);
  if (known !== undefined) return known;
  const formats = (isKnown ? knowledgeOf(namespace)?.actions : undefined)?.flatMap(({ resources }) => resources);
  const names = new Set([namespace, ...(formats ?? []).map((arn) => arn.split(":")[2] ?? "*")]);
  const isOpen = formats === undefined || [...names].some((name) => name.includes("*"));
  const shape = isOpen ? anyService : choice(...Array.from(names, literal));
  before.set(namespace, shape);
  return shape;
}
