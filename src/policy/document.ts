/** An endpoint policy as its author wrote it, normalised: one statement is a list of one, one value a list of one. */

export interface Place {
  /** Counts from 1. */
  line: number;
  /** Counts from 1, in UTF-16 code units. */
  column: number;
}

export interface PolicyDocument {
  /** A document without Version is a 2008-10-17 one, in which `${...}` is plain text (policy-semantics 5). */
  version: PolicyVersion;
  id?: string;
  statements: readonly Statement[];
}

export type PolicyVersion = "2012-10-17" | "2008-10-17";

export interface ParseFailure extends Place {
  message: string;
}

export interface Statement extends Place {
  /** Counts from 0, as `Statement[0]` does. */
  index: number;
  sid?: string;
  effect: Effect;
  principal: PrincipalElement;
  action: PatternElement;
  resource: PatternElement;
  condition: readonly ConditionAtom[];
}

export type Effect = "Allow" | "Deny";

export interface PrincipalElement {
  /** NotPrincipal. */
  negated: boolean;
  /** `"*"` and `{"AWS": "*"}` mean the same: everybody, anonymous included (policy-semantics 3). */
  everybody: boolean;
  named: readonly NamedPrincipal[];
}

export const principalKinds = ["AWS", "Service", "Federated", "CanonicalUser"] as const;
export type PrincipalKind = (typeof principalKinds)[number];

export interface NamedPrincipal {
  kind: PrincipalKind;
  name: string;
}

/** Action, NotAction, Resource or NotResource. */
export interface PatternElement {
  negated: boolean;
  patterns: readonly string[];
}

/** One key under one operator. The atoms of a statement are ANDed (policy-semantics 5). */
export interface ConditionAtom extends Place {
  /** As written, such as `ForAnyValue:StringLike`. */
  operatorName: string;
  /** Undefined for a name that is no operator. */
  operator: Operator | undefined;
  /** As written; AWS compares key names without case. */
  key: string;
  values: readonly string[];
}

export type OperatorFamily =
  | "string"
  | "string-like"
  | "string-ignore-case"
  | "arn"
  | "bool"
  | "null"
  | "ip"
  | "numeric"
  | "date"
  | "binary";

/** How a number or an instant of the request has to stand to the policy's. */
export type Relation = "equal" | "less" | "less-or-equal" | "greater" | "greater-or-equal";

export interface Operator {
  family: OperatorFamily;
  /** `equal` where the family knows no other. */
  relation: Relation;
  negated: boolean;
  ifExists: boolean;
  quantifier: "ForAnyValue" | "ForAllValues" | undefined;
}
