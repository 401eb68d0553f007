import type { NormalizedSchema } from "@smithy/core/schema";
import { invalidParameterValue, ServiceError } from "./service-error.ts";

/** The input of an EC2 request, by the SDK's member names. */
export type Input = Readonly<Record<string, unknown>>;

/** A parameter's name, cut at its dots, and its value: `Filter.1.Name` = `vpc-id`. */
interface Parameter {
  path: readonly string[];
  value: string;
}

const everyRequest = new Set(["Action", "Version"]);

/**
 * Reads the parameters of an EC2 Query request by the operation's own input schema.
 * @throws ServiceError UnknownParameter for what the operation does not take: ignoring a filter would answer too much.
 */
export function readQueryInput(schema: NormalizedSchema, form: URLSearchParams): Input {
  const parameters: Parameter[] = [];
  for (const [name, value] of form) {
    if (!everyRequest.has(name)) parameters.push({ path: name.split("."), value });
  }
  return readStruct(schema, parameters);
}

function readStruct(schema: NormalizedSchema, parameters: readonly Parameter[]): Input {
  const members = new Map<string, [string, NormalizedSchema]>();
  for (const [name, member] of schema.structIterator()) members.set(wireName(name, member), [name, member]);
  const input: Record<string, unknown> = {};
  for (const [key, rest] of groupByHead(parameters)) {
    const found = members.get(key);
    if (found === undefined) {
      throw new ServiceError("UnknownParameter", 400, `The parameter ${key} is not recognized`);
    }
    const [name, member] = found;
    input[name] = readValue(member, rest, key);
  }
  return input;
}

function readValue(schema: NormalizedSchema, parameters: readonly Parameter[], key: string): unknown {
  if (schema.isStructSchema()) return readStruct(schema, parameters);
  if (schema.isListSchema()) return readList(schema, parameters, key);
  const [only, ...others] = parameters;
  if (only === undefined || others.length > 0 || only.path.length > 0) {
    throw new ServiceError("UnknownParameter", 400, `The parameter ${key} takes one value`);
  }
  return readScalar(schema, only.value, key);
}

/** EC2 lists are flat: `SubnetId.1`, `SubnetId.2`. */
function readList(schema: NormalizedSchema, parameters: readonly Parameter[], key: string): unknown[] {
  const items: { index: number; item: unknown }[] = [];
  for (const [head, rest] of groupByHead(parameters)) {
    if (!/^[1-9]\d{0,3}$/.test(head))
      throw new ServiceError("UnknownParameter", 400, `${key} is a list: ${key}.1, ${key}.2`);
    items.push({ index: Number(head), item: readValue(schema.getValueSchema(), rest, key) });
  }
  return items.sort((a, b) => a.index - b.index).map(({ item }) => item);
}

function readScalar(schema: NormalizedSchema, value: string, key: string): unknown {
  if (schema.isBooleanSchema()) {
    if (value !== "true" && value !== "false")
      throw invalidParameterValue(`Value for parameter ${key} is not a boolean`);
    return value === "true";
  }
  if (schema.isNumericSchema()) {
    if (!/^-?\d{1,9}$/.test(value)) throw invalidParameterValue(`Value for parameter ${key} is not an integer`);
    return Number(value);
  }
  return value;
}

function groupByHead(parameters: readonly Parameter[]): Map<string, Parameter[]> {
  const groups = new Map<string, Parameter[]>();
  for (const { path, value } of parameters) {
    const [head = "", ...rest] = path;
    const group = groups.get(head);
    const parameter = { path: rest, value };
    if (group === undefined) groups.set(head, [parameter]);
    else group.push(parameter);
  }
  return groups;
}

/** The name on the wire: the SDK's serializer takes the EC2 name, else the XML name with a capital. */
function wireName(name: string, member: NormalizedSchema): string {
  const traits = member.getMergedTraits();
  const ec2Name: unknown = traits.ec2QueryName;
  if (typeof ec2Name === "string") return ec2Name;
  const xmlName: unknown = traits.xmlName;
  const text = typeof xmlName === "string" ? xmlName : name;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
