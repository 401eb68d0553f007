import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { didYouMean, describeSystemError, UserError } from "../errors.ts";
import { parseJsonDocument } from "../json-document.ts";
import { checkContext, reportPolicy, type ContextFile, type PolicyReport } from "../policy-decision.ts";
import { policyAsText } from "./policy-text.ts";
import { toSafeJson } from "../reporters/plain-text.ts";
import contextSchema from "../../schemas/policy-context.schema.json" with { type: "json" };
import { loadConfiguration } from "./configuration.ts";
import { exitCodes } from "./exit-codes.ts";
import { answerLines } from "./policy-lines.ts";
import type { Terminal } from "./terminal.ts";

interface PolicyOptions {
  service: string;
  endpointType?: string | undefined;
  context?: string | undefined;
  config?: string | undefined;
  format: "text" | "json";
  jsonl?: true | undefined;
}

/** Decides one policy, or with --jsonl one in each line. */
export async function policy(file: string, options: PolicyOptions, terminal: Terminal): Promise<void> {
  const { trust } = await loadConfiguration(options.config, terminal);
  const context = options.context === undefined ? {} : await readContext(options.context, terminal);
  const defaults = { service: options.service, endpointType: options.endpointType, context, trust };
  if (options.jsonl === true) return answerLines(openInput(file, terminal), defaults, terminal);
  const report = reportPolicy({ ...defaults, policy: await readAll(file, terminal) });
  terminal.stdout(options.format === "json" ? `${toSafeJson(asJson(report), 2)}\n` : policyAsText(report, terminal));
  terminal.setExitCode(exitCodeFor(report));
}

/** What a line of --jsonl says, with the same names, and all that is told beside it. */
function asJson({ verdict, externalPrincipal, externalResource, fullAccess, deniesEverything, ...more }: PolicyReport) {
  const witness = externalPrincipal.witness ?? externalResource.witness;
  return {
    verdict,
    external_principal: externalPrincipal.answer,
    external_resource: externalResource.answer,
    full_access: fullAccess.answer,
    witness: witness === null ? null : { words: witness.words, ...witness.request },
    denies_everything: deniesEverything.answer,
    failure: more.failure,
    only_aws_owned: more.onlyAwsOwned,
    proof: { external_principal: proofOf(externalPrincipal), external_resource: proofOf(externalResource) },
    statements: more.statements,
    ineffective: more.ineffective,
    notes: more.notes,
    tighter: more.tighter,
  };
}

function proofOf({ missing, witness, admittedBy }: PolicyReport["externalPrincipal"]) {
  return { missing, witness, admitted_by: admittedBy };
}

/** 1 says that outsiders come in, 3 that nobody can tell; every other verdict keeps them out. */
function exitCodeFor({ verdict, externalPrincipal, externalResource }: PolicyReport): number {
  if (verdict === "unparseable") return exitCodes.usage;
  const isAnswered = (wanted: boolean | null): boolean =>
    externalPrincipal.answer === wanted || externalResource.answer === wanted;
  if (isAnswered(true)) return exitCodes.findings;
  return isAnswered(null) ? exitCodes.incomplete : exitCodes.clean;
}

async function readContext(file: string, { cwd }: Terminal): Promise<ContextFile> {
  const text = await readFile(resolve(cwd, file), "utf8").catch((cause: unknown) => unreadable(file, cause));
  const hint = "schemas/policy-context.schema.json describes contexts";
  const document = parseJsonDocument(text, file, { code: "bad-context", hint });
  const context = checkContext(document);
  const fields = new Set(Object.keys(contextSchema.properties));
  for (const name of Object.keys(context)) {
    if (fields.has(name)) continue;
    const similar = didYouMean(name, fields);
    throw new UserError("bad-context", `${file} may not have "${name}"`, {
      hint: similar === undefined ? hint : `did you mean ${similar}?`,
    });
  }
  return context;
}

function openInput(file: string, { cwd }: Terminal): AsyncIterable<string> {
  const stream = file === "-" ? process.stdin : createReadStream(resolve(cwd, file));
  stream.setEncoding("utf8");
  return stream as AsyncIterable<string>;
}

async function readAll(file: string, terminal: Terminal): Promise<string> {
  let text = "";
  try {
    for await (const chunk of openInput(file, terminal)) {
      text += chunk;
      if (text.length > maxText) throw new UserError("bad-policy", `${file} is too large for a policy`);
    }
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    return unreadable(file, cause);
  }
  return text;
}

/** Far more than AWS's 20,480 characters, and little enough to be read at once. */
const maxText = 1_000_000;

function unreadable(file: string, cause: unknown): never {
  throw new UserError("unreadable", `${file} cannot be read: ${describeSystemError(cause)}`, { cause });
}
