import type { ApiName } from "../snapshot/apis.ts";

/** What a progress line can be made of. Events come in the order in which things happen, which is not stable. */
export type CollectEvent =
  /** The accounts to enter, and those that are left alone. */
  | { kind: "accounts-found"; scanned: number; skipped: number }
  /** Organizational units go by their ids, because their names were refused. */
  | { kind: "units-unnamed"; reason: string }
  | { kind: "account-entered"; account: string; regions: number }
  | { kind: "account-denied"; account: string; reason: string }
  | { kind: "region-collected"; account: string; region: string; collected: number; gaps: number }
  /** One request has been answered or refused, after its retries. */
  | { kind: "call"; account: string; region: string; api: ApiName }
  /** An attempt was kept waiting: by our own limit, because AWS throttled the one before it, or because that failed. */
  | {
      kind: "held-back";
      account: string;
      region: string;
      api: string;
      cause: "limit" | "throttle" | "fault";
      /** Milliseconds; 0 where a throttled attempt was the last. */
      ms: number;
    };
