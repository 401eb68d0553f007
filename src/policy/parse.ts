import { principalKinds } from "./document.ts";
import type {
  ConditionAtom,
  Effect,
  NamedPrincipal,
  ParseFailure,
  PatternElement,
  PolicyDocument,
  PolicyVersion,
  PrincipalElement,
  PrincipalKind,
  Statement,
} from "./document.ts";
import { DocumentFault, faultAt, placeOf, quote, readJson } from "./json.ts";
import type { JsonMember, JsonNode } from "./json.ts";
import { parseOperator } from "./operators.ts";

/**
 * The grammar of endpoint policies (policy-semantics 2). What AWS refuses at deployment for other reasons than grammar
 * (invalid account numbers, short wildcards) is read all the same: templates are scanned before they are deployed.
 */
export function parsePolicy(text: string): PolicyDocument | ParseFailure {
  try {
    return readDocument(text, readJson(text));
  } catch (fault) {
    if (fault instanceof DocumentFault) return faultAt(text, fault);
    throw fault;
  }
}

export function isParseFailure(result: PolicyDocument | ParseFailure): result is ParseFailure {
  return "message" in result;
}

const documentElements = ["Version", "Id", "Statement"];
const statementElements = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];
const versions: readonly PolicyVersion[] = ["2012-10-17", "2008-10-17"];
const effects: readonly Effect[] = ["Allow", "Deny"];

type Elements = ReadonlyMap<string, JsonNode>;

function readDocument(text: string, root: JsonNode): PolicyDocument {
  const elements = readElements(root, documentElements, "the document");
  const version = elements.get("Version");
  const id = elements.get("Id");
  const statement = elements.get("Statement");
  if (statement === undefined) throw new DocumentFault("the document has no Statement", root.offset);
  const statements = statement.kind === "array" ? statement.items : [statement];
  return {
    version: version === undefined ? "2008-10-17" : readOneOf(version, versions, "Version"),
    ...(id === undefined ? {} : { id: readText(id, "Id") }),
    statements: statements.map((node, index) => readStatement(text, node, index)),
  };
}

function readStatement(text: string, node: JsonNode, index: number): Statement {
  const elements = readElements(node, statementElements, "a statement");
  const sid = elements.get("Sid");
  const effect = elements.get("Effect");
  const condition = elements.get("Condition");
  if (effect === undefined) throw new DocumentFault("the statement has no Effect", node.offset);
  const [principal, notPrincipal] = eitherOf(node, elements, "Principal");
  return {
    index,
    ...placeOf(text, node.offset),
    ...(sid === undefined ? {} : { sid: readText(sid, "Sid") }),
    effect: readOneOf(effect, effects, "Effect"),
    principal: readPrincipal(principal, notPrincipal),
    action: readPatterns(node, elements, "Action"),
    resource: readPatterns(node, elements, "Resource"),
    condition: condition === undefined ? [] : readCondition(text, condition),
  };
}

/** The element's value, and whether it is the Not form. Exactly one of the two must be there. */
function eitherOf(node: JsonNode, elements: Elements, name: string): [JsonNode, boolean] {
  const plain = elements.get(name);
  const negated = elements.get(`Not${name}`);
  if (plain !== undefined && negated !== undefined) {
    throw new DocumentFault(`a statement has ${name} or Not${name}, not both`, negated.offset);
  }
  if (plain !== undefined) return [plain, false];
  if (negated !== undefined) return [negated, true];
  throw new DocumentFault(`the statement has neither ${name} nor Not${name}`, node.offset);
}

function readPrincipal(node: JsonNode, negated: boolean): PrincipalElement {
  if (node.kind === "string" && node.text === "*") return { negated, everybody: true, named: [] };
  if (node.kind !== "object") {
    throw new DocumentFault('Principal must be "*" or a map of AWS, Service, Federated or CanonicalUser', node.offset);
  }
  const named = node.members.flatMap(readNamedPrincipals);
  return { negated, everybody: named.some(isEverybody), named: named.filter((principal) => !isEverybody(principal)) };
}

function readNamedPrincipals({ name, offset, value }: JsonMember): NamedPrincipal[] {
  if (!isPrincipalKind(name)) {
    throw new DocumentFault(
      `${quote(name)} is no kind of principal; AWS, Service, Federated, CanonicalUser are`,
      offset,
    );
  }
  return listOf(value).map((node) => ({ kind: name, name: readScalar(node, `a principal of ${name}`) }));
}

function isPrincipalKind(name: string): name is PrincipalKind {
  return (principalKinds as readonly string[]).includes(name);
}

function isEverybody(principal: NamedPrincipal): boolean {
  return principal.kind === "AWS" && principal.name === "*";
}

function readPatterns(node: JsonNode, elements: Elements, name: string): PatternElement {
  const [value, negated] = eitherOf(node, elements, name);
  return { negated, patterns: listOf(value).map((item) => readText(item, negated ? `Not${name}` : name)) };
}

function readCondition(text: string, node: JsonNode): ConditionAtom[] {
  return membersOf(node, "Condition").flatMap((operator) =>
    membersOf(operator.value, `the operator ${quote(operator.name)}`).map((key) => ({
      ...placeOf(text, key.offset),
      operatorName: operator.name,
      operator: parseOperator(operator.name),
      key: key.name,
      values: listOf(key.value).map((value) => readScalar(value, `a value of ${quote(key.name)}`)),
    })),
  );
}

function readElements(node: JsonNode, allowed: readonly string[], what: string): Elements {
  const members = membersOf(node, what);
  for (const { name, offset } of members) {
    if (!allowed.includes(name)) throw new DocumentFault(`${quote(name)} is no element of ${what}`, offset);
  }
  return new Map(members.map(({ name, value }) => [name, value]));
}

function membersOf(node: JsonNode, what: string): readonly JsonMember[] {
  if (node.kind !== "object") throw new DocumentFault(`${what} must be an object`, node.offset);
  return node.members;
}

/** One value may stand without a list (policy-semantics 2). An empty list is accepted by AWS, and matches nothing. */
function listOf(node: JsonNode): readonly JsonNode[] {
  return node.kind === "array" ? node.items : [node];
}

function readText(node: JsonNode, what: string): string {
  if (node.kind !== "string") throw new DocumentFault(`${what} must be a text`, node.offset);
  return node.text;
}

/** Numbers and booleans may stand unquoted (policy-semantics 2). */
function readScalar(node: JsonNode, what: string): string {
  if (node.kind === "string" || node.kind === "number" || node.kind === "boolean") return node.text;
  throw new DocumentFault(`${what} must be a text, a number or a boolean`, node.offset);
}

function readOneOf<Name extends string>(node: JsonNode, names: readonly Name[], what: string): Name {
  const text = readText(node, what);
  const name = names.find((candidate) => candidate === text);
  if (name === undefined)
    throw new DocumentFault(`${what} must be ${names.join(" or ")}, not ${quote(text)}`, node.offset);
  return name;
}
