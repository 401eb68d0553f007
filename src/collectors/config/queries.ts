import { AnswerError } from "../../aws/errors.ts";
import { isValues, timeOf } from "./item-from-configuration.ts";
import { askedTypes } from "./recorded-types.ts";

/** A configuration item, as a query of the aggregator answers it. */
export interface ConfigurationItem {
  account: string;
  region: string;
  resourceType: string;
  resourceId: string;
  /** ISO 8601; undefined where the item does not say. */
  capturedAt: string | undefined;
  /** OK, ResourceDiscovered, ResourceNotRecorded, ...; empty where the item does not say. */
  status: string;
  configuration: Readonly<Record<string, unknown>>;
  tags: readonly unknown[];
}

/** Which part of the organization is asked about. Empty: all of it. */
export interface Scope {
  accounts: readonly string[];
  regions: readonly string[];
}

/** The most that AWS takes of an expression (SelectAggregateResourceConfig). */
const maxExpression = 4096;

const selected = [
  "accountId",
  "awsRegion",
  "resourceType",
  "resourceId",
  "configurationItemCaptureTime",
  "configurationItemStatus",
  "configuration",
  "tags",
];

/** The items of one type over the whole scope, account by account. */
export function itemsOfType(resourceType: string, scope: Scope): string {
  const head = `SELECT ${selected.join(", ")} WHERE resourceType = ${quote(resourceType)}`;
  return `${head}${within(scope, head.length + orderByAccount.length)}${orderByAccount}`;
}

const orderByAccount = " ORDER BY accountId";

/** The items of all types in one account, or in one Region of it. */
export function itemsOfPlace(account: string, region?: string): string {
  const place = region === undefined ? "" : ` AND awsRegion = ${quote(region)}`;
  return `SELECT ${selected.join(", ")} WHERE accountId = ${quote(account)}${place} AND resourceType IN (${askedTypes.map(quote).join(", ")})`;
}

/** In which Regions there is anything of which type: a type that Config does not know in a Region looks like none. */
export const typesByRegion =
  `SELECT awsRegion, resourceType, COUNT(*) WHERE resourceType IN (${askedTypes.map(quote).join(", ")}) ` +
  "GROUP BY awsRegion, resourceType";

/** A list that would not fit is left out: what is not asked for is dropped when it comes. */
function within({ accounts, regions }: Scope, taken: number): string {
  let condition = "";
  for (const [property, values] of [
    ["awsRegion", regions],
    ["accountId", accounts],
  ] as const) {
    const more = values.length === 0 ? "" : ` AND ${property} IN (${values.map(quote).join(", ")})`;
    if (taken + condition.length + more.length <= maxExpression) condition += more;
  }
  return condition;
}

/** Types, account ids and Region names hold no quotes; anything else has no business in a query. */
function quote(text: string): string {
  if (!/^[\w:-]+$/.test(text)) throw new AnswerError(`"${text}" cannot be asked for`);
  return `'${text}'`;
}

/** @throws AnswerError where the text is not the JSON of a configuration item */
export function readItem(text: string): ConfigurationItem {
  const item = readRow(text);
  const [account, region, resourceType, resourceId] = ["accountId", "awsRegion", "resourceType", "resourceId"].map(
    (name) => item[name],
  );
  const { configuration, configurationItemStatus: status, tags } = item;
  const isNamed =
    typeof account === "string" &&
    typeof region === "string" &&
    typeof resourceType === "string" &&
    typeof resourceId === "string";
  if (!isNamed) throw new AnswerError("AWS Config answered a configuration item that does not say what it is of");
  return {
    account,
    region,
    resourceType,
    resourceId,
    capturedAt: timeOf(item["configurationItemCaptureTime"]),
    status: typeof status === "string" ? status : "",
    configuration: isValues(configuration) ? configuration : readNested(configuration),
    tags: Array.isArray(tags) ? tags : [],
  };
}

/** Some of Config's APIs answer the configuration as JSON in a text. */
function readNested(configuration: unknown): Readonly<Record<string, unknown>> {
  return typeof configuration === "string" && configuration !== "" ? readRow(configuration) : {};
}

/** @throws AnswerError */
export function readRow(text: string): Readonly<Record<string, unknown>> {
  try {
    const row: unknown = JSON.parse(text);
    if (isValues(row)) return row;
  } catch {
    // Said below.
  }
  throw new AnswerError("AWS Config answered a row that is not a JSON object");
}
