import { collectSnapshot } from "../scan.ts";
import type { Snapshot } from "../snapshot/read.ts";
import { tool } from "./package-root.ts";
import { showProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface CollectingOptions {
  org?: true | undefined;
  account?: string[] | undefined;
  excludeAccount?: string[] | undefined;
  ou?: string[] | undefined;
  region?: string[] | undefined;
  roleName: string;
  externalId?: string | undefined;
  concurrency: number;
  quiet?: true | undefined;
}

/** Attempts at one request; the SDK's back-off makes eight of them last about half a minute. */
const maxAttempts = 8;

/** Collects into a new folder, with progress on stderr. */
export async function collectInto(
  directory: string,
  options: CollectingOptions,
  terminal: Terminal,
): Promise<Snapshot> {
  const progress = showProgress(terminal, options.quiet === true);
  try {
    return await collectSnapshot({
      directory,
      tool,
      clock: terminal.now,
      onEvent: progress.onEvent,
      options: {
        org: options.org === true,
        accounts: options.account ?? [],
        excludeAccounts: options.excludeAccount ?? [],
        ous: options.ou ?? [],
        regions: options.region ?? [],
        roleName: options.roleName,
        ...(options.externalId === undefined ? {} : { externalId: options.externalId }),
        homeRegion: homeRegion(options, terminal),
        concurrency: options.concurrency,
        maxAttempts,
      },
    });
  } finally {
    progress.stop();
  }
}

/** Where STS and the list of Regions are asked: the SDK's own setting, else a Region that every account has enabled. */
function homeRegion(options: CollectingOptions, { env }: Terminal): string {
  return env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || options.region?.[0] || "us-east-1";
}
