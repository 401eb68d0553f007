import type { AccountClient } from "@aws-sdk/client-account";
import type { STSClient } from "@aws-sdk/client-sts";
import type { LimitFunction } from "p-limit";
import type { Attempts } from "../aws/attempts.ts";
import type { ClientSettings } from "../aws/clients.ts";
import type { CallerIdentity, CredentialSource } from "../aws/credentials.ts";
import type { Buckets } from "../aws/limits.ts";
import type { LedgerRow, Manifest, RegionFile, Shard } from "../snapshot/format.ts";
import type { ConfigSource } from "./config/source.ts";
import type { CollectEvent } from "./events.ts";
import type { RegionState } from "./regions.ts";
import type { AskShared } from "./shared-answers.ts";

export type Source = "api" | "config" | "api,config";

export interface CollectOptions {
  /** All accounts of the organization. */
  org: boolean;
  /** Account ids; with `org`, only these of its accounts. */
  accounts: string[];
  excludeAccounts: string[];
  /** Ids of organizational units, or paths of their names; only with `org`. */
  ous: string[];
  /** Region names; none means all that an account has enabled. */
  regions: string[];
  /** Only this part of the accounts. */
  shard?: Shard;
  /** The role to assume in every account but the caller's own, with its path if it has one. */
  roleName: string;
  externalId?: string;
  /** Who answers: EC2 where absent, an AWS Config aggregator, or Config where EC2 refuses. */
  source?: Source;
  /** The aggregator's name; the only one that there is where absent. */
  aggregator?: string;
  /** Where the aggregator is; the home Region where absent. */
  aggregatorRegion?: string;
  /** Where STS and the list of Regions are asked. */
  homeRegion: string;
  /** Requests in flight, at most. */
  concurrency: number;
  /** Attempts at one request, the first one included. */
  maxAttempts: number;
  /** Milliseconds for one attempt, from the request to the last byte of the answer; the transport's own where absent. */
  answerTimeout?: number;
}

/** Where an account-Region goes when it is finished. What has been awaited there is not asked again after a kill. */
export interface RegionSink {
  /** @param row what became of each API; the file is empty where none answered */
  write(file: RegionFile, row: LedgerRow): Promise<void>;
  /** Before the first of an account's Regions. */
  listed?(account: string, regions: readonly RegionState[]): Promise<void>;
  /** Once it is known whose networks these are. @throws UserError where they are not the earlier run's */
  begin?(scope: Pick<Manifest, "partition" | "callerAccount" | "organization">): Promise<void>;
}

/** What a run that did not come to its end has left. */
export interface EarlierRun {
  readonly rows: readonly LedgerRow[];
  regionsOf(account: string): readonly RegionState[] | undefined;
  row(account: string, region: string): LedgerRow | undefined;
  read(row: LedgerRow): Promise<RegionFile | undefined>;
}

/** How a collection is run, beside what it collects. */
export interface CollectRun {
  sink: RegionSink;
  /** The time as ISO 8601 text. */
  clock: () => string;
  onEvent?: (event: CollectEvent) => void;
  /** Only what is missing there is asked. */
  earlier?: EarlierRun;
  /** Aborted by whoever wants the collection to end before it is complete. */
  signal?: AbortSignal;
}

/** All that the parts of one scan share. */
export interface Collection {
  options: CollectOptions;
  settings: ClientSettings;
  caller: CallerIdentity;
  credentials: CredentialSource;
  /** Clients with the caller's credentials, which every account is entered by: a new one each time costs more than its call. */
  callers: { sts: STSClient; account: AccountClient };
  attempts: Attempts;
  /** Ends the collection, with the error that makes it pointless to go on; `attempts.signal` is its signal. */
  stop: AbortController;
  /** Buckets that all accounts share, because they are the caller's. */
  buckets: { sts: Buckets; organizations: Buckets; account: Buckets };
  earlier: EarlierRun | undefined;
  /** What fills the cells that the API denies. */
  filler?: ConfigSource;
  /** What AWS answers alike in all accounts; absent where the organization is not what is scanned. */
  shared?: AskShared;
  /** Bounds the account-Regions in memory; a finished one goes to the sink. */
  regions: LimitFunction;
  sink: RegionSink;
  /** ISO 8601 */
  clock: () => string;
  onEvent: (event: CollectEvent) => void;
}
