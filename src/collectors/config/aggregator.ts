import {
  DescribeConfigurationAggregatorsCommand,
  DescribeConfigurationAggregatorSourcesStatusCommand,
  SelectAggregateResourceConfigCommand,
  type AggregatedSourceStatus,
  type ConfigServiceClient,
  type ConfigurationAggregator,
} from "@aws-sdk/client-config-service";
import { boundReason, classifyError } from "../../aws/errors.ts";
import { didYouMean, UserError } from "../../errors.ts";
import { readAllPages, type Page } from "../paging.ts";

/** The copies of configuration items that one aggregator holds. */
export interface Aggregator {
  name: string;
  /** Why its copy of an account and Region cannot stand for it; undefined where it can. */
  whyNot(account: string, region: string): string | undefined;
  /** A page of a query's rows, as the JSON texts that AWS answers. */
  select(expression: string, token: string | undefined): Promise<Page<string>>;
}

/** The largest page of a query, and of the lists (SDK: Limit). */
const pageSize = 100;

const whereToLook = "name it with --aggregator and its Region with --aggregator-region, and run from its own account";

/**
 * Finds the aggregator and reads which of its sources it could not copy.
 *
 * @param asked its name; the only one that there is where absent
 * @throws UserError: nothing can be collected without it
 */
export async function openAggregator(client: ConfigServiceClient, asked: string | undefined): Promise<Aggregator> {
  const aggregator = chooseAggregator(await listAggregators(client), asked);
  const name = aggregator.ConfigurationAggregatorName ?? "";
  const broken = indexBroken(await listBroken(client, name));
  return {
    name,
    whyNot(account, region) {
      if (!covers(aggregator, account, region)) return `the aggregator ${name} does not collect from it`;
      const status = broken(account, region);
      return status === undefined ? undefined : `the aggregator ${name} could not copy from it: ${status}`;
    },
    async select(Expression, NextToken) {
      const page = await client.send(
        new SelectAggregateResourceConfigCommand({
          ConfigurationAggregatorName: name,
          Expression,
          Limit: pageSize,
          NextToken,
        }),
      );
      return { items: page.Results ?? [], nextToken: page.NextToken };
    },
  };
}

async function listAggregators(client: ConfigServiceClient): Promise<ConfigurationAggregator[]> {
  try {
    return await readAllPages(async (NextToken) => {
      const page = await client.send(new DescribeConfigurationAggregatorsCommand({ Limit: pageSize, NextToken }));
      return { items: page.ConfigurationAggregators ?? [], nextToken: page.NextToken };
    });
  } catch (cause) {
    throw cannotAsk("config:DescribeConfigurationAggregators", cause);
  }
}

function chooseAggregator(all: readonly ConfigurationAggregator[], asked: string | undefined): ConfigurationAggregator {
  const names = all.map(({ ConfigurationAggregatorName: name = "" }) => name);
  const [only, second] = all;
  if (asked !== undefined) {
    const found = all.find(({ ConfigurationAggregatorName: name }) => name === asked);
    if (found !== undefined) return found;
    const near = didYouMean(asked, names);
    const hint = near === undefined ? whereToLook : `did you mean ${near}?`;
    throw new UserError("no-aggregator", `AWS Config has no aggregator "${asked}" here`, { hint });
  }
  if (only === undefined) {
    throw new UserError("no-aggregator", "AWS Config has no aggregator here", { hint: whereToLook });
  }
  if (second === undefined) return only;
  throw new UserError("no-aggregator", "AWS Config has several aggregators here", {
    hint: `name one with --aggregator: ${names.toSorted().join(", ")}`,
  });
}

/** The sources of which the aggregator's copy is missing or known to be out of date. */
async function listBroken(client: ConfigServiceClient, name: string): Promise<AggregatedSourceStatus[]> {
  try {
    return await readAllPages(async (NextToken) => {
      const page = await client.send(
        new DescribeConfigurationAggregatorSourcesStatusCommand({
          ConfigurationAggregatorName: name,
          UpdateStatus: ["FAILED", "OUTDATED"],
          Limit: pageSize,
          NextToken,
        }),
      );
      return { items: page.AggregatedSourceStatusList ?? [], nextToken: page.NextToken };
    });
  } catch (cause) {
    throw cannotAsk("config:DescribeConfigurationAggregatorSourcesStatus", cause);
  }
}

function cannotAsk(action: string, cause: unknown): UserError {
  if (cause instanceof UserError) return cause;
  const { outcome, reason } = classifyError(cause);
  const hint = outcome === "denied" ? `allow ${action} to the caller` : whereToLook;
  return new UserError("no-aggregator", `AWS Config did not answer ${action}: ${reason}`, { hint, cause });
}

type Broken = (account: string, region: string) => string | undefined;

/** A source is an account, or the organization as a whole, whose failure is that of every account. */
function indexBroken(statuses: readonly AggregatedSourceStatus[]): Broken {
  const bySource = new Map<string, string>();
  for (const { SourceId = "", SourceType, AwsRegion = "*", LastUpdateStatus, LastErrorCode } of statuses) {
    const source = SourceType === "ORGANIZATION" ? "*" : SourceId;
    bySource.set(`${source}/${AwsRegion}`, boundReason([LastUpdateStatus, LastErrorCode].filter(Boolean).join(", ")));
  }
  return (account, region) =>
    [`${account}/${region}`, `${account}/*`, `*/${region}`, "*/*"]
      .map((source) => bySource.get(source))
      .find((status) => status !== undefined);
}

interface Regions {
  AllAwsRegions?: boolean | undefined;
  AwsRegions?: string[] | undefined;
}

function covers(aggregator: ConfigurationAggregator, account: string, region: string): boolean {
  const { OrganizationAggregationSource: organization, AccountAggregationSources: sources = [] } = aggregator;
  const ofRegion = ({ AllAwsRegions, AwsRegions = [] }: Regions) =>
    AllAwsRegions === true || AwsRegions.includes(region);
  if (organization !== undefined) return ofRegion(organization);
  return sources.some((source) => source.AccountIds?.includes(account) === true && ofRegion(source));
}
