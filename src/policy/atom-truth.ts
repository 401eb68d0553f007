import { compareValues } from "./comparison.ts";
import type { CompiledAtom } from "./compiled-policy.ts";
import type { Operator } from "./document.ts";
import type { TextClass } from "./recognizers.ts";
import { testClass, testText } from "./text-test.ts";
import { both, eitherOne, not, some, truthOf } from "./truth.ts";
import type { Truth } from "./truth.ts";

/** The table of policy-semantics 5, over classes of requests. */

/** What a class of requests holds under a key. */
export interface KeyContent {
  isPresent: Truth;
  /** Whether the text there is one of the policy's values, by the operator without its negation. */
  matches: Truth;
}

export const absent: KeyContent = { isPresent: "no", matches: "no" };
export const anything: KeyContent = { isPresent: "maybe", matches: "maybe" };
export const present = (matches: Truth): KeyContent => ({ isPresent: "yes", matches });

export function judgeAtom(
  { atom: { operator, values }, key }: CompiledAtom,
  { isPresent, matches }: KeyContent,
): Truth {
  if (operator === undefined) return "maybe";
  if (operator.family === "null") {
    return some(values, (value) => {
      if (value.toLowerCase() === "true") return not(isPresent);
      return value.toLowerCase() === "false" ? isPresent : "no";
    });
  }
  const whenAbsent = judgeAbsence(operator);
  if (isPresent === "no") return whenAbsent;
  const whenPresent = judgePresence(operator, key.isMultivalued, operator.negated ? not(matches) : matches);
  return isPresent === "yes" ? whenPresent : eitherOne(whenPresent, whenAbsent);
}

export function judgeAbsence({ quantifier, ifExists, negated }: Operator): Truth {
  if (quantifier === "ForAllValues") return "yes";
  // Both readings of ForAnyValue with IfExists are met in the field (policy-semantics 13).
  if (quantifier === "ForAnyValue") return ifExists ? "maybe" : "no";
  return truthOf(ifExists || negated);
}

/**
 * Without a set operator AWS may take several values for no match, whatever they are: only a positive operator that
 * does not match either way is settled (policy-semantics 13).
 */
export function judgePresence({ quantifier, negated }: Operator, isMultivalued: boolean, holds: Truth): Truth {
  if (!isMultivalued || quantifier !== undefined) return holds;
  return negated ? "maybe" : both(holds, "maybe");
}

/** Whether the texts of a class are among the values. */
export function matchAtomClass({ atom: { operator }, test }: CompiledAtom, texts: TextClass): Truth {
  return operator === undefined || test === undefined ? "maybe" : testClass(test, texts);
}

/** Whether one known text is among the values. */
export function matchAtomText({ atom: { operator, values }, test }: CompiledAtom, text: string): Truth {
  if (test !== undefined) return testText(test, text);
  return operator === undefined ? "maybe" : some(values, (value) => compareValues(operator, text, value));
}
