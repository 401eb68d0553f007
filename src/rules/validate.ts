import type { AnySchemaObject, ErrorObject } from "ajv";
import type { Where } from "../errors.ts";
import { didYouMean, UserError } from "../errors.ts";
import type { Path, Source } from "./source.ts";

/** Checks the shape of a file's data; the problems in plain words, each with the place that is to be changed. */
export async function validateShape(source: Source, schema: AnySchemaObject): Promise<UserError[]> {
  // Compiling a schema costs tens of milliseconds, so nobody pays for ajv before there is a file to check.
  const { Ajv } = await import("ajv");
  const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true });
  ajv.addKeyword("x-shape");
  const validate = ajv.compile(schema);
  if (validate(source.data)) return [];
  return (validate.errors ?? []).flatMap((error) => describe(error, source));
}

interface Complaint {
  message: string;
  hint?: string | undefined;
  where: Where;
}

function describe(error: ErrorObject, source: Source): UserError[] {
  // `propertyNames` only repeats that one of the names is wrong, after the error about that name.
  if (error.keyword === "propertyNames") return [];
  const complain = complaints[error.keyword] ?? complainOther;
  const { message, hint, where } = complain(error, source, parsePointer(error.instancePath));
  return [new UserError("rules-shape", message, { where, ...(hint === undefined ? {} : { hint }) })];
}

type Complain = (error: ErrorObject, source: Source, path: Path) => Complaint;

/** THE TABLE: how each keyword of the schemas reads when it is not met. */
const complaints: Readonly<Record<string, Complain>> = {
  additionalProperties: ({ params, parentSchema }, source, path) => {
    const key = String(params["additionalProperty"]);
    const known = Object.keys((parentSchema?.["properties"] as object | undefined) ?? {});
    const similar = didYouMean(key, known);
    const hint = similar === undefined ? `known here: ${known.join(", ")}` : `did you mean ${similar}?`;
    return { message: `unknown key ${key}`, hint, where: source.whereOfKey([...path, key]) };
  },
  required: ({ params }, source, path) => ({
    message: `${ownerOf(source, path)} lacks ${String(params["missingProperty"])}`,
    where: source.whereOfValue(path),
  }),
  type: ({ schema, data, parentSchema }, source, path) => {
    const wanted =
      parentSchema?.["x-shape"] ??
      [schema]
        .flat()
        .map((type) => typeWords[String(type)])
        .join(" or ");
    const hint = schema === "string" && typeof data !== "object" ? "put it in quotes" : undefined;
    return {
      message: `${nameOf(path)} must be ${wanted}, not ${typeOf(data)}`,
      hint,
      where: source.whereOfValue(path),
    };
  },
  enum: ({ schema, data }, source, path) => {
    const known = [schema].flat().map(String);
    const similar = didYouMean(String(data), known);
    return {
      message: `${nameOf(path)} must be one of ${known.join(", ")}, not ${shorten(data)}`,
      hint: similar === undefined ? undefined : `did you mean ${similar}?`,
      where: source.whereOfValue(path),
    };
  },
  const: ({ schema, data }, source, path) => ({
    message: `${nameOf(path)} must be ${String(schema)}, not ${shorten(data)}`,
    where: source.whereOfValue(path),
  }),
  pattern: ({ propertyName, parentSchema, data }, source, path) => {
    const shape = String(parentSchema?.["x-shape"]);
    if (propertyName === undefined) {
      return { message: `${nameOf(path)} must be ${shape}, not ${shorten(data)}`, where: source.whereOfValue(path) };
    }
    return {
      message: `the name ${shorten(propertyName)} must be ${shape}`,
      where: source.whereOfKey([...path, propertyName]),
    };
  },
  minLength: (_, source, path) => ({ message: `${nameOf(path)} is empty`, where: source.whereOfValue(path) }),
  minItems: (_, source, path) => ({ message: `${nameOf(path)} is empty`, where: source.whereOfValue(path) }),
  minProperties: (_, source, path) => ({ message: `${nameOf(path)} is empty`, where: source.whereOfValue(path) }),
  maxLength: ({ schema }, source, path) => ({
    message: `${nameOf(path)} is longer than ${String(schema)} characters`,
    where: source.whereOfValue(path),
  }),
  uniqueItems: ({ params }, source, path) => ({
    message: `${nameOf(path)} names the same twice`,
    where: source.whereOfValue([...path, Number(params["i"])]),
  }),
};

function complainOther({ message }: ErrorObject, source: Source, path: Path): Complaint {
  return { message: `${nameOf(path)} ${message ?? "is not as expected"}`, where: source.whereOfValue(path) };
}

const typeWords: Readonly<Record<string, string>> = {
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys",
  null: "nothing",
};

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeWords[typeof value] ?? typeof value;
}

/** The last key of a path, with its index where it is an item of a list. */
function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return "the file";
  return typeof last === "number" ? `item ${last + 1} of ${nameOf(path.slice(0, -1))}` : last;
}

/** What lacks a key: a rule by its id, if it has one. */
function ownerOf(source: Source, path: Path): string {
  const owner = path.reduce<unknown>(
    (data, step) => (data as Record<string | number, unknown> | undefined)?.[step],
    source.data,
  );
  const id = (owner as { id?: unknown } | undefined)?.id;
  return typeof id === "string" ? `rule ${shorten(id)}` : nameOf(path);
}

function shorten(value: unknown): string {
  const text = typeof value === "string" ? value : typeof value === "object" ? typeOf(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function parsePointer(pointer: string): Path {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}
