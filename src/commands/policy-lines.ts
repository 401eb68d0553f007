import { describeSystemError, UserError } from "../errors.ts";
import { answerPolicy, checkContext, type ContextFile, type PolicyOrder } from "../policy-decision.ts";
import { toSafeJson } from "../reporters/plain-text.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/** What a line leaves out is the command line's. */
export type Defaults = Omit<PolicyOrder, "policy">;

/** Answers each line with one line, in order. A line that is no case is answered by its error, and stops no other. */
export async function answerLines(input: AsyncIterable<string>, defaults: Defaults, terminal: Terminal): Promise<void> {
  let number = 0;
  let hasBadLine = false;
  try {
    for await (const line of linesOf(input)) {
      number += 1;
      if (line?.trim() === "") continue;
      const answer = answerLine(line, defaults, number);
      hasBadLine ||= "error" in answer;
      terminal.stdout(`${toSafeJson(answer)}\n`);
      // A reader that is slower than we are must not fill our memory.
      await terminal.drained();
    }
  } catch (cause) {
    throw new UserError("unreadable", `the cases cannot be read: ${describeSystemError(cause)}`, { cause });
  }
  if (hasBadLine) terminal.setExitCode(exitCodes.usage);
}

/** A line longer than this is no case: a policy has at most 20,480 characters. */
const maxLine = 2_000_000;

/** The lines of a stream; undefined for one that is too long to be kept. */
async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string | undefined> {
  let rest = "";
  let isTooLong = false;
  for await (const chunk of input) {
    const [first = "", ...others] = chunk.split("\n");
    rest += first;
    for (const next of others) {
      yield isTooLong ? undefined : rest;
      isTooLong = false;
      rest = next;
    }
    if (rest.length > maxLine) {
      isTooLong = true;
      rest = "";
    }
  }
  if (isTooLong || rest !== "") yield isTooLong ? undefined : rest;
}

interface PolicyCase {
  id: unknown;
  policy: unknown;
  service: string;
  endpointType: string | undefined;
  context: ContextFile;
}

function answerLine(line: string | undefined, defaults: Defaults, number: number): object {
  let id: unknown = null;
  try {
    const content = readObject(line, number);
    id = content["id"] ?? null;
    const { policy, ...order } = readCase(content, defaults, number);
    return { id, ...answerPolicy({ ...order, policy: textOf(policy, number), trust: defaults.trust }) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { id, error: `line ${number}: ${error.message}` };
  }
}

function readObject(line: string | undefined, number: number): Record<string, unknown> {
  if (line === undefined) throw new UserError("bad-case", "it is too long");
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch (cause) {
    throw new UserError("bad-case", `this is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (isObject(content)) return content;
  throw new UserError(
    "bad-case",
    `a case is an object with id, policy, service, endpoint_type, context (line ${number})`,
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readCase(content: Record<string, unknown>, defaults: Defaults, number: number): PolicyCase {
  const { id, policy, service, endpoint_type: endpointType, context } = content;
  if (policy === undefined) throw new UserError("bad-case", 'it lacks "policy"; null stands for the default policy');
  return {
    id,
    policy,
    service: textOr(service, "service") ?? defaults.service,
    endpointType: textOr(endpointType, "endpoint_type") ?? defaults.endpointType,
    context: context == null ? defaults.context : checkContext({ file: `line ${number}`, text: "", content: context }),
  };
}

function textOr(value: unknown, name: string): string | undefined {
  if (value == null) return undefined;
  if (typeof value === "string") return value;
  throw new UserError("bad-case", `"${name}" must be a text`);
}

/** A policy as its text, or as the object that it is. */
function textOf(policy: unknown, number: number): string | undefined {
  if (policy === null) return undefined;
  if (typeof policy === "string") return policy;
  if (isObject(policy)) return JSON.stringify(policy);
  throw new UserError("bad-case", `the policy of line ${number} is neither a text nor an object`);
}
