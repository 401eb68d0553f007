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
  /** AWS throttled one attempt. */
  | { kind: "throttled"; account: string; region: string; api: string };
