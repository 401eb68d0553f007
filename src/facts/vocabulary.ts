import type { Maybe } from "../unknown.ts";

/**
 * The types of the rule language's vocabulary. A fact is one thing that a rule may ask of a resource; it is typed and
 * described here once, and the checker, the generated docs/facts.md and the evaluator all read the same declaration.
 */

/** What an expression's value can be at run time. Numbers are integers to CEL (`int`) and JS numbers to us. */
export type Value = boolean | number | string | readonly Value[] | ReadonlyMap<string, Value> | Subject;

/** A typed object on which further facts can be asked, such as a path. `of` is handed to its facts' `read`. */
export interface Subject {
  readonly object: FactObject;
  readonly of: unknown;
}

export type ScalarType = "bool" | "int" | "string";

export type FactType =
  | { kind: ScalarType }
  | { kind: "list"; of: FactType }
  /** A map from text to text: tags. */
  | { kind: "map" }
  | { kind: "object"; object: FactObject };

/** One fact about a subject of type `T`. */
export interface Fact<T> {
  type: FactType;
  description: string;
  /** The only texts that this fact can be; a rule that compares it with another is refused at load. */
  values?: readonly string[];
  read(of: T): Maybe<Value>;
}

/** A question with arguments, such as `endpoint.policy.admits("*", "s3:GetObject", "*")`. */
export interface Method<T> {
  args: readonly Argument[];
  returns: FactType;
  description: string;
  call(of: T, ...args: (boolean | number | string)[]): Maybe<Value>;
}

export interface Argument {
  name: string;
  type: ScalarType;
  /** What is wrong with a text that the rule writes in quotes here: then the rule is refused at load. */
  check?(text: string): string | undefined;
}

/** A named object type: what its facts and methods are. */
export interface FactObject<T = never> {
  /** PascalCase, the name of the type in error messages and docs. */
  name: string;
  description: string;
  facts: Readonly<Record<string, Fact<T>>>;
  methods?: Readonly<Record<string, Method<T>>>;
  /** What a finding shows when a rule read this object: the hops of a path, the zones of an endpoint. */
  exhibit?(of: T): Exhibit | undefined;
}

/** Evidence that is more than a scalar. Plain JSON; reporters draw it. */
export type Exhibit = PathExhibit | ZonesExhibit | StatementsExhibit;

/** The way of a subnet's packets to one destination, piece by piece. */
export interface PathExhibit {
  kind: "path";
  /** `s3 over IPv4`. */
  title: string;
  pieces: { ranges: string[]; via: string; note?: string; hops: PathHop[] }[];
}

export interface PathHop {
  /** `subnet`, `route-table`, `nat-gateway`, ... */
  type: string;
  id: string;
  name?: string;
  account: string;
  region: string;
  /** The route that was chosen here, and why it won: `0.0.0.0/0 -> nat-1 (active), longest prefix`. */
  route?: string;
  note?: string;
}

/** Availability Zone ids of an endpoint: which serve, which could, which have consumers. */
export interface ZonesExhibit {
  kind: "zones";
  title: string;
  covered: string[];
  eligible: string[];
  consumers: string[];
  missing: string[];
}

/** The statements of an endpoint policy that decided its verdict. */
export interface StatementsExhibit {
  kind: "statements";
  title: string;
  verdict: string;
  statements: { index: number; sid?: string; effect: string; why: string }[];
  witness?: string;
  /** The least change that bounds it: what changes, and the whole policy; no policy where none was found. */
  tighter?: { summary: string; policy?: string };
}

export interface ResourceIdentity {
  /** The resource type of the vocabulary, such as `subnet`. */
  type: string;
  id: string;
  arn: string;
  /** The owner. */
  account: string;
  region: string;
  name: string;
  tags: Record<string, string>;
}

/** A type of resource that a rule may judge: `resource: subnet` binds the variable `subnet`. */
export interface ResourceType<Place, T> {
  /** kebab-case, what `resource:` says in a rule. */
  name: string;
  /** camelCase, the variable in expressions. */
  variable: string;
  description: string;
  facts: FactObject<T>;
  /** The resources of one account and Region that are to be judged there; unknown where they could not be listed. */
  list(place: Place): Maybe<readonly T[]>;
  identify(of: T): ResourceIdentity;
}

export const bool: FactType = { kind: "bool" };
export const int: FactType = { kind: "int" };
export const string: FactType = { kind: "string" };
export const textMap: FactType = { kind: "map" };
export const listOf = (of: FactType): FactType => ({ kind: "list", of });

/** Declares an object type; `T` is what its facts read. */
export function defineObject<T>(object: FactObject<T>): FactObject<T> {
  return object;
}

/** The type of a fact whose value is an object of the vocabulary. */
export function objectType<T>(object: FactObject<T>): FactType {
  // `read` is a method, so a FactObject<T> only meets the subjects that `subject` below pairs it with.
  return { kind: "object", object };
}

export function subject<T>(object: FactObject<T>, of: T): Subject {
  return { object, of };
}
