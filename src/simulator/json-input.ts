import { isRecord } from "./xml.ts";
import type { Input } from "./query-input.ts";

/** The body of a JSON protocol request; undefined where it is not a JSON object. */
export function readJsonInput(body: string): Input | undefined {
  if (body.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A text member of the input. */
export function textOf(input: Input, member: string): string | undefined {
  const value = Object.hasOwn(input, member) ? input[member] : undefined;
  return typeof value === "string" ? value : undefined;
}
