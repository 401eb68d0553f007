import type { PolicyContext } from "./context.ts";
import type { ConditionAtom, PolicyDocument, Statement } from "./document.ts";
import { accountField } from "./memberships.ts";
import { compilePattern } from "./pattern.ts";
import { readAwsPrincipal } from "./principal.ts";
import { isPartlyOpen } from "./text-test.ts";

/**
 * Whether a policy compares a part of an account number, or of an organization's id, inside a longer text: in an ARN, in
 * a path. Classes of such texts do not tell which of the accounts that a variable could stand for they leave.
 */
export function hasPartialIdentities({ version, statements }: PolicyDocument, context: PolicyContext): boolean {
  const isPartial = (text: string, arn: boolean): boolean =>
    isPartlyOpen(compilePattern(text, { version, wildcards: true, arn }), accountField);
  return statements.some(
    (statement) =>
      statement.resource.patterns.some((text) => isPartial(text, true)) ||
      namesPattern(statement, context.partition) ||
      statement.condition.some((atom) => hasPartial(atom, isPartial)),
  );
}

function namesPattern({ principal }: Statement, partition: string): boolean {
  return principal.named.some(
    ({ kind, name }) => kind === "AWS" && readAwsPrincipal(name, partition).kind === "pattern",
  );
}

function hasPartial(
  { key, operator, values }: ConditionAtom,
  isPartial: (text: string, arn: boolean) => boolean,
): boolean {
  const name = key.toLowerCase();
  if (name === "aws:principalarn") return values.some((value) => isPartial(value, operator?.family === "arn"));
  return name.endsWith("orgpaths") && values.some(isPartOfId);
}

/** `o-abc*`, with or without a unit behind it, but not `o-abc` and its units, nor `*`. */
function isPartOfId(path: string): boolean {
  const [id = ""] = path.split("/");
  return id !== "*" && /[*?]/u.test(id);
}
