import { randomUUID } from "node:crypto";
import type { LedgerRow } from "../snapshot/format.ts";
import { parseExpression, runQuery } from "./config-expression.ts";
import { recordedItems, type RecordedItem } from "./config-items.ts";
import { readJsonInput, textOf } from "./json-input.ts";
import { describeDenial } from "./ledger.ts";
import { cutPage } from "./page-tokens.ts";
import type { Input } from "./query-input.ts";
import { ServiceError } from "./service-error.ts";
import type { Call, Reply, Service, World } from "./service.ts";

/** What AWS Config has copies of: the account-Regions with these rows. */
export interface RecordedOrganization {
  rows: readonly LedgerRow[];
  read: World["read"];
  /** Where the aggregator is. */
  region: string;
}

export const aggregatorName = "organization";

interface Question {
  world: World;
  recorded: RecordedOrganization;
  call: Call;
  input: Input;
}

const operations: Readonly<Record<string, (question: Question) => Input | Promise<Input>>> = {
  DescribeConfigurationAggregators: describeAggregators,
  DescribeConfigurationAggregatorSourcesStatus: describeSources,
  SelectAggregateResourceConfig: (question) => select(question),
};

/** AWS Config as far as an aggregator is asked, in the account that started the scan. It speaks JSON 1.1. */
export function createConfig(world: World, recorded: RecordedOrganization): Service {
  const nameApi = ({ target }: Call): string | undefined => {
    const name = /^StarlingDoveService\.(\w+)$/.exec(target)?.[1] ?? "";
    return Object.hasOwn(operations, name) ? name : undefined;
  };
  return {
    nameApi,
    refuse: ({ code, status, message }) => replyJson(status < 500 ? 400 : status, { __type: code, message }),
    async answer(call) {
      const name = nameApi(call);
      const operation = name === undefined ? undefined : operations[name];
      if (name === undefined || operation === undefined) {
        throw new ServiceError("UnknownOperationException", 400, `No operation ${call.target}`);
      }
      const input = readJsonInput(call.body);
      if (input === undefined) throw new ServiceError("SerializationException", 400, "The body is not a JSON object");
      refuseStranger(world, call, name);
      return replyJson(200, await operation({ world, recorded, call, input }));
    },
  };
}

/** Another account has aggregators of its own, or none. */
function refuseStranger({ manifest }: World, { identity }: Call, operation: string): void {
  if (identity.account === manifest.callerAccount) return;
  const action = `config:${operation}`;
  throw new ServiceError("AccessDeniedException", 400, describeDenial("", { arn: identity.arn, action }));
}

function describeAggregators(question: Question): Input {
  const { world, recorded, call, input } = question;
  const { partition, callerAccount } = world.manifest;
  const names = input["ConfigurationAggregatorNames"];
  if (Array.isArray(names) && names.length > 0) names.forEach((name) => requireAggregator(question, name));
  const here = call.region === recorded.region;
  const aggregator = {
    ConfigurationAggregatorName: aggregatorName,
    ConfigurationAggregatorArn: `arn:${partition}:config:${call.region}:${callerAccount}:config-aggregator/config-aggregator-vpclint1`,
    ...(world.manifest.organization === null
      ? { AccountAggregationSources: [{ AccountIds: accountsOf(recorded), AllAwsRegions: true }] }
      : {
          OrganizationAggregationSource: {
            RoleArn: `arn:${partition}:iam::${callerAccount}:role/config`,
            AllAwsRegions: true,
          },
        }),
  };
  return { ConfigurationAggregators: here ? [aggregator] : [] };
}

function accountsOf({ rows }: RecordedOrganization): string[] {
  return [...new Set(rows.map(({ account }) => account))];
}

/** Every copy is fresh; a test that wants another state serves it by itself. */
function describeSources(question: Question): Input {
  const { recorded, input } = question;
  requireAggregator(question, input["ConfigurationAggregatorName"]);
  const asked = input["UpdateStatus"];
  const isAsked = !Array.isArray(asked) || asked.length === 0 || asked.includes("SUCCEEDED");
  const sources = recorded.rows.map(({ account, region }) => ({
    SourceId: account,
    SourceType: "ACCOUNT",
    AwsRegion: region,
    LastUpdateStatus: "SUCCEEDED",
  }));
  const { items, ...next } = page(question, isAsked ? sources : [], 100);
  return { AggregatedSourceStatusList: items, ...next };
}

function requireAggregator({ call, recorded }: Question, name: unknown): void {
  if (name === aggregatorName && call.region === recorded.region) return;
  throw new ServiceError(
    "NoSuchConfigurationAggregatorException",
    400,
    "The configuration aggregator does not exist. Check the configuration aggregator name and try again.",
  );
}

/** The rows of the expressions that were asked last: a query is read page by page, several of them side by side. */
const remembered = 32;
const answered = new WeakMap<RecordedOrganization, Map<string, Promise<string[]>>>();

async function select(question: Question): Promise<Input> {
  const { recorded, input } = question;
  requireAggregator(question, input["ConfigurationAggregatorName"]);
  const expression = textOf(input, "Expression") ?? "";
  if (expression.length === 0 || expression.length > 4096) {
    throw new ServiceError("ValidationException", 400, "Expression has to have from 1 to 4096 characters");
  }
  const query = parseExpression(expression);
  const known = answered.get(recorded) ?? new Map<string, Promise<string[]>>();
  answered.set(recorded, known);
  const rows = known.get(expression) ?? rowsOf(recorded, query);
  known.delete(expression);
  known.set(expression, rows);
  const [oldest] = known.keys();
  if (known.size > remembered && oldest !== undefined) known.delete(oldest);
  const { items, ...next } = page(question, await rows, query.groupBy.length > 0 ? 500 : 25);
  return { Results: items, QueryInfo: { SelectFields: query.select.map((Name) => ({ Name })) }, ...next };
}

async function rowsOf(
  { rows, read }: RecordedOrganization,
  query: ReturnType<typeof parseExpression>,
): Promise<string[]> {
  const items: RecordedItem[] = [];
  for (const { account, region } of rows) {
    // oxlint-disable-next-line no-await-in-loop -- one place's file in memory at a time
    const place = await read(account, region);
    if (place !== undefined) for (const item of recordedItems(place)) if (isOf(query, item)) items.push(item);
  }
  return runQuery(query, items).map((row) => JSON.stringify(row));
}

/** Only what a query can select is kept. */
function isOf({ where }: ReturnType<typeof parseExpression>, item: RecordedItem): boolean {
  return where.every(({ property, values }) => values.includes(String(item[property])));
}

function page<T>({ world, call, input }: Question, items: readonly T[], usual: number) {
  const { Limit: limit = 0, NextToken: _token, ...question } = input;
  if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 0 || limit > 100) {
    throw new ServiceError("InvalidLimitException", 400, "The specified limit is outside the allowable range.");
  }
  const cut = cutPage(world.tokens, items, {
    scope: JSON.stringify([call.identity.account, call.target, question]),
    token: textOf(input, "NextToken"),
    size: Math.min(limit === 0 ? usual : limit, world.pageLimit),
  });
  if (cut === undefined) {
    throw new ServiceError("InvalidNextTokenException", 400, "The specified next token is not valid.");
  }
  return cut;
}

function replyJson(status: number, body: Input): Reply {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() },
    body: JSON.stringify(body),
  };
}
