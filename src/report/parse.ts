import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { LineCounter, parseDocument, type Node } from "yaml";
import reportSchema from "../../schemas/report.schema.json" with { type: "json" };
import { throwGathered, UserError, type Where } from "../errors.ts";
import { reportVersion, type Report } from "./report.ts";

/** How many errors of one file are worth reading. */
const maxErrors = 5;

/** Above this many characters the line of an error is not worth the second parse; the member's path is named anyway. */
const maxCharactersForLines = 5_000_000;

let compiled: ValidateFunction | undefined;

/** ajv takes its time to compile, so the schema is compiled when the first report is read. */
function validator(): ValidateFunction {
  compiled ??= new Ajv({ allErrors: false, discriminator: true }).compile(reportSchema);
  return compiled;
}

/**
 * Reads a report that the json reporter wrote.
 * @param file its name, for the errors
 * @throws UserError that names the file and the place of what does not fit schemas/report.schema.json
 */
export function parseReport(text: string, file: string): Report {
  const content = parseJson(text, file);
  checkVersion(content, file);
  const validate = validator();
  if (validate(content)) return content as Report;
  throwGathered((validate.errors ?? []).slice(0, maxErrors).map((error) => explain(error, { text, file })));
  throw new Error(`${file} does not fit the schema, but ajv names no error`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(
      "report-not-json",
      `${file} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
        where: { file, ...findJsonError(cause, text) },
        hint: "name a file that `vpclint scan --report json=PATH` wrote",
      },
    );
  }
}

/** V8 names the offset in the text of most of its JSON errors. */
function findJsonError(cause: unknown, text: string): Pick<Where, "line" | "column"> {
  const offset = cause instanceof Error ? /at position (\d+)/.exec(cause.message)?.[1] : undefined;
  if (offset === undefined) return {};
  const lines = text.slice(0, Number(offset)).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** Before the schema, because a report of another version fails it everywhere and nowhere usefully. */
function checkVersion(content: unknown, file: string): void {
  const version = typeof content === "object" && content !== null && "version" in content ? content.version : undefined;
  if (typeof version !== "number") {
    throw new UserError("not-a-report", `${file} is not a vpclint report: it has no version`, {
      where: { file },
      hint: "name a file that `vpclint scan --report json=PATH` wrote",
    });
  }
  if (version !== reportVersion) {
    throw new UserError(
      "report-version",
      `${file} has report version ${version}; this vpclint reads ${reportVersion}`,
      {
        where: { file },
        hint: "use the vpclint that wrote it, or scan again",
      },
    );
  }
}

function explain(error: ErrorObject, { text, file }: { text: string; file: string }): UserError {
  const path = error.instancePath.split("/").slice(1).map(unescapePointer);
  const place = path.length === 0 ? "the report" : path.join(".");
  const extra = error.keyword === "additionalProperties" ? `: ${String(error.params["additionalProperty"])}` : "";
  return new UserError("report-schema", `${place} ${error.message ?? "does not fit the schema"}${extra}`, {
    where: { file, ...findMember(path, text) },
    hint: "the file was changed after vpclint wrote it; see schemas/report.schema.json, or scan again",
  });
}

function findMember(path: readonly string[], text: string): Pick<Where, "line" | "column"> {
  if (text.length > maxCharactersForLines) return {};
  const lines = new LineCounter();
  const node = parseDocument(text, { lineCounter: lines }).getIn(path, true) as Node | undefined;
  const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
  return { line, column: col };
}

/** A JSON pointer writes `/` as `~1` and `~` as `~0`. */
function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}
