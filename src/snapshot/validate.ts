import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { LineCounter, parseDocument, type Node } from "yaml";
import answersSchema from "../../schemas/answers.schema.json" with { type: "json" };
import snapshotSchema from "../../schemas/snapshot.schema.json" with { type: "json" };
import { throwGathered, UserError, type Where } from "../errors.ts";
import type { Manifest, RegionFile } from "./format.ts";

/** Where the content came from, so that an error can name the line. */
interface Source {
  path: string;
  text: string;
}

/** How many errors of one file are worth reading: the first few tell what kind of file it is. */
const maxErrors = 5;

const compiled = new Map<string, ValidateFunction>();

/** ajv takes its time to compile, so each definition is compiled when it is first needed. */
function validator(definition: "manifest" | "regionFile"): ValidateFunction {
  let validate = compiled.get(definition);
  if (validate === undefined) {
    const ajv = new Ajv({ allErrors: true, schemas: [answersSchema, snapshotSchema] });
    validate = ajv.compile({ $ref: `${snapshotSchema.$id}#/definitions/${definition}` });
    compiled.set(definition, validate);
  }
  return validate;
}

/** @throws UserError that names the file, line and column of everything that does not fit the schema. */
export function checkManifest(content: unknown, source: Source): Manifest {
  check(content, "manifest", source);
  return content as Manifest;
}

/**
 * @param source absent where the content was not read from a JSON file
 * @throws UserError that names everything that does not fit the schema, with its place in the source
 */
export function checkRegionFile(content: unknown, source?: Source): RegionFile {
  check(content, "regionFile", source);
  return content as RegionFile;
}

function check(content: unknown, definition: "manifest" | "regionFile", source?: Source): void {
  const validate = validator(definition);
  if (validate(content)) return;
  const errors = (validate.errors ?? []).filter((error) => error.keyword !== "oneOf").slice(0, maxErrors);
  const locate = source === undefined ? () => ({}) : locator(source);
  throwGathered(
    errors.map((error) => {
      const message = `${error.instancePath || "the file"} ${explain(error)}`;
      const hint = "the members are those of the AWS API's answer; see schemas/snapshot.schema.json";
      return new UserError("snapshot-schema", message, { hint, ...locate(error.instancePath) });
    }),
  );
}

/** JSON.parse forgets places, so the text is read again, with places, once something is wrong with it. */
function locator({ path, text }: Source): (pointer: string) => { where: Where } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return (pointer) => {
    const node = document.getIn(pointer.split("/").slice(1).map(unescapePointer), true) as Node | undefined;
    const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
    return { where: { file: path, line, column: col } };
  };
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

function explain(error: ErrorObject): string {
  const params = error.params as { additionalProperty?: string; allowedValues?: unknown[] };
  if (params.additionalProperty !== undefined) return `may not have "${params.additionalProperty}"`;
  if (params.allowedValues !== undefined) return `must be one of ${params.allowedValues.join(", ")}`;
  return error.message ?? "does not fit the schema";
}
