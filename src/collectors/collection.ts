import type { LimitFunction } from "p-limit";
import type { ClientSettings } from "../aws/clients.ts";
import type { CallerIdentity, CredentialSource } from "../aws/credentials.ts";
import type { RegionFile } from "../snapshot/format.ts";
import type { CollectEvent } from "./events.ts";

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
  /** The role to assume in every account but the caller's own, with its path if it has one. */
  roleName: string;
  externalId?: string;
  /** Where STS and the list of Regions are asked. */
  homeRegion: string;
  /** Requests in flight, at most. */
  concurrency: number;
  /** Attempts at one request, the first one included. */
  maxAttempts: number;
}

export interface RegionSink {
  write(file: RegionFile): Promise<void>;
}

/** All that the parts of one scan share. */
export interface Collection {
  options: CollectOptions;
  settings: ClientSettings;
  caller: CallerIdentity;
  credentials: CredentialSource;
  /** Bounds the requests in flight over the whole scan. */
  requests: LimitFunction;
  /** Bounds the account-Regions in memory; a finished one goes to the sink. */
  regions: LimitFunction;
  sink: RegionSink;
  /** ISO 8601 */
  clock: () => string;
  onEvent: (event: CollectEvent) => void;
}
