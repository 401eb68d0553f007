import { readFile, stat } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import configSchema from "../../schemas/config.schema.json" with { type: "json" };
import { describeSystemError, throwGathered, UserError } from "../errors.ts";
import { explainSchemaErrors, type JsonDocument } from "../json-document.ts";
import type { Severity } from "../rules/result.ts";
import type { Trust } from "../scan.ts";
import type { Terminal } from "./terminal.ts";

/** What `--config FILE` says; schemas/config.schema.json describes the file. */
export interface Configuration {
  trust: Trust;
  failOn?: Severity | "none";
}

const hint = "schemas/config.schema.json describes configuration files";
const complaint = { code: "bad-config", hint };
const maxBytes = 1_000_000;

/** @throws UserError with everything that is wrong with the file */
export async function loadConfiguration(file: string | undefined, { cwd }: Terminal): Promise<Configuration> {
  if (file === undefined) return { trust: {} };
  const path = resolve(cwd, file);
  const document = parse(await readText(path, file), relative(cwd, path) || file);
  const { Ajv } = await import("ajv");
  const validate = new Ajv({ allErrors: true, verbose: true }).compile(configSchema);
  if (!validate(document.content)) throwGathered(explainSchemaErrors(validate.errors ?? [], document, complaint));
  // `$schema` is the editor's.
  const {
    $schema: _,
    failOn,
    ...trust
  } = document.content as Trust & Pick<Configuration, "failOn"> & { $schema?: string };
  return { trust, ...(failOn === undefined ? {} : { failOn }) };
}

async function readText(path: string, file: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw new UserError("bad-config", `${file} is too large for a configuration`, { hint });
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError("no-config", `the configuration ${file} cannot be read: ${describeSystemError(cause)}`, {
      cause,
    });
  }
}

/** YAML, and so JSON as well. An empty file configures nothing. */
function parse(text: string, file: string): JsonDocument {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  throwGathered(
    document.errors.map(({ message, pos: [offset] }) => {
      const { line, col } = lineCounter.linePos(offset);
      const excerpt = text.split("\n")[line - 1] ?? "";
      return new UserError("bad-config", message, { hint, where: { file, line, column: col, excerpt } });
    }),
  );
  return { file, text, content: readContent(document, file) };
}

function readContent(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 }) ?? {};
  } catch (cause) {
    throw new UserError("bad-config", (cause as Error).message, { cause, hint, where: { file } });
  }
}
