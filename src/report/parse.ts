import { Ajv, type ValidateFunction } from "ajv";
import reportSchema from "../../schemas/report.schema.json" with { type: "json" };
import { throwGathered, UserError } from "../errors.ts";
import { explainSchemaErrors, parseJsonDocument } from "../json-document.ts";
import { reportVersion, type Report } from "./report.ts";

const hint = "name a file that `vpclint scan --report json=PATH` wrote";

let compiled: ValidateFunction | undefined;

/** ajv takes its time to compile, so the schema is compiled when the first report is read. */
function validator(): ValidateFunction {
  compiled ??= new Ajv({ verbose: true, discriminator: true }).compile(reportSchema);
  return compiled;
}

/**
 * Reads a report that the json reporter wrote.
 * @param file its name, for the errors
 * @throws UserError that names the file and the place of what does not fit schemas/report.schema.json
 */
export function parseReport(text: string, file: string): Report {
  const document = parseJsonDocument(text, file, { code: "report-not-json", hint });
  const { content } = document;
  checkVersion(content, file);
  const validate = validator();
  if (validate(content)) return content as Report;
  const changed = "the file was changed after vpclint wrote it; see schemas/report.schema.json, or scan again";
  throwGathered(explainSchemaErrors(validate.errors ?? [], document, { code: "report-schema", hint: changed }));
  throw new Error(`${file} does not fit the schema, but ajv names no error`);
}

/** Before the schema, because a report of another version fails it everywhere and nowhere usefully. */
function checkVersion(content: unknown, file: string): void {
  const version = typeof content === "object" && content !== null && "version" in content ? content.version : undefined;
  if (typeof version !== "number") {
    throw new UserError("not-a-report", `${file} is not a vpclint report: it has no version`, {
      where: { file },
      hint,
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
