import { NormalizedSchema } from "@smithy/core/schema";
import type { RecordedType } from "./recorded-types.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * What AWS Config recorded of a resource, under EC2's member names and in EC2's forms, as far as EC2 has the member. The
 * forms that Config has of its own: small first letters, `state: {"value": "available"}`, times as numbers, and null for
 * what is not there (aws-semantics 5.15).
 */
export function itemFromConfiguration({ item, aliases = {} }: RecordedType, configuration: Values): Values {
  const converted = convert(NormalizedSchema.of(item), configuration, aliases);
  return isValues(converted) ? converted : {};
}

function convert(schema: NormalizedSchema, recorded: unknown, aliases: Readonly<Record<string, string>>): unknown {
  if (recorded === undefined || recorded === null) return undefined;
  if (schema.isListSchema()) {
    if (!Array.isArray(recorded)) return undefined;
    const element = schema.getValueSchema();
    return recorded.map((each) => convert(element, each, aliases)).filter((each) => each !== undefined);
  }
  if (schema.isStructSchema()) return convertStruct(schema, recorded, aliases);
  return convertScalar(schema, isValues(recorded) ? onlyValue(recorded) : recorded);
}

function convertStruct(
  schema: NormalizedSchema,
  recorded: unknown,
  aliases: Readonly<Record<string, string>>,
): unknown {
  const given = typeof recorded === "string" ? inStruct(schema, recorded) : recorded;
  if (!isValues(given)) return undefined;
  const byName = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const members = [...schema.structIterator()].map(([name, member]): [string, unknown] => {
    const alias = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
    const value = byName.get((alias ?? name).toLowerCase()) ?? byName.get(name.toLowerCase());
    return [name, convert(member, value, aliases)];
  });
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}

/** `status: "active"` of a peering connection, and a bare CIDR, where EC2 has a structure around them. */
function inStruct(schema: NormalizedSchema, text: string): Values | undefined {
  const names = new Set([...schema.structIterator()].map(([name]) => name));
  const sole = ["Code", "CidrIp"].find((name) => names.has(name));
  return sole === undefined ? undefined : { [sole]: text };
}

/** `{"value": "available"}`, and what an enum of the Java SDK once was: `{"name": "available", "code": 16}`. */
function onlyValue(recorded: Values): unknown {
  return recorded["value"] ?? recorded["name"];
}

function convertScalar(schema: NormalizedSchema, recorded: unknown): unknown {
  if (schema.isTimestampSchema()) return timeOf(recorded);
  if (schema.isBooleanSchema()) return booleanOf(recorded);
  if (schema.isNumericSchema()) {
    const number = typeof recorded === "string" && recorded.trim() !== "" ? Number(recorded) : recorded;
    return typeof number === "number" && Number.isFinite(number) ? number : undefined;
  }
  return typeof recorded === "string" || typeof recorded === "number" || typeof recorded === "boolean"
    ? String(recorded)
    : undefined;
}

function booleanOf(recorded: unknown): boolean | undefined {
  if (typeof recorded === "boolean") return recorded;
  return recorded === "true" ? true : recorded === "false" ? false : undefined;
}

/** The first moment of 2001 in milliseconds is larger than any likely number of seconds. */
const leastMilliseconds = 978_307_200_000;

/** ISO 8601 of a text or of a number of seconds or milliseconds since 1970; undefined where it is no time. */
export function timeOf(recorded: unknown): string | undefined {
  if (typeof recorded !== "string" && typeof recorded !== "number") return undefined;
  const isSeconds = typeof recorded === "number" && Math.abs(recorded) < leastMilliseconds;
  const time = new Date(isSeconds ? recorded * 1000 : recorded);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

export function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
