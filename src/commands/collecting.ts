import { InterruptedError, UserError } from "../errors.ts";
import { collectSnapshot, type CollectSource, type Source } from "../scan.ts";
import type { Snapshot } from "../snapshot/read.ts";
import { tool } from "./package-root.ts";
import { showProgress, type Progress } from "./progress.ts";
import { resolveShard, type ShardChoice } from "./shard.ts";
import type { Terminal } from "./terminal.ts";

export interface CollectingOptions {
  org?: true | undefined;
  account?: string[] | undefined;
  excludeAccount?: string[] | undefined;
  ou?: string[] | undefined;
  region?: string[] | undefined;
  shard?: ShardChoice | undefined;
  roleName: string;
  externalId?: string | undefined;
  source?: Source | undefined;
  aggregator?: string | undefined;
  aggregatorRegion?: string | undefined;
  concurrency: number;
  /** Seconds for one attempt at a request. */
  timeout: number;
  /** Attempts at one request: back-off makes ten of them last about half a minute where AWS throttles. */
  attempts: number;
  /** The folder that is kept, as it was named; absent where what is collected is thrown away when it has been judged. */
  snapshot?: string | undefined;
  resume?: true | undefined;
  quiet?: true | undefined;
}

/**
 * Collects into a new folder, or goes on with an unfinished one, with progress on stderr.
 *
 * @throws InterruptedError, which says what is missing
 */
export async function collectInto(
  directory: string,
  options: CollectingOptions,
  terminal: Terminal,
): Promise<Snapshot> {
  if (options.resume === true && options.snapshot === undefined) {
    throw new UserError("resume-without-snapshot", "--resume goes on with a folder, and none is named", {
      hint: "name it with --snapshot DIR",
    });
  }
  const progress = showProgress(terminal, options.quiet === true);
  const interruption = terminal.takeInterrupts();
  try {
    return await collectSnapshot({
      directory,
      resume: options.resume === true,
      signal: interruption.signal,
      tool,
      clock: terminal.now,
      onEvent: progress.onEvent,
      options: {
        org: options.org === true,
        accounts: options.account ?? [],
        excludeAccounts: options.excludeAccount ?? [],
        ous: options.ou ?? [],
        regions: options.region ?? [],
        ...(options.shard === undefined ? {} : { shard: resolveShard(options.shard, terminal.env) }),
        roleName: options.roleName,
        ...(options.externalId === undefined ? {} : { externalId: options.externalId }),
        ...sourceOptions(options),
        homeRegion: homeRegion(options, terminal),
        concurrency: options.concurrency,
        maxAttempts: options.attempts,
        answerTimeout: options.timeout * 1000,
      },
    });
  } catch (error) {
    throw sayWhatIsLeft(error, options.snapshot, progress);
  } finally {
    interruption.release();
    progress.stop();
  }
}

function sourceOptions({ source = "api", aggregator, aggregatorRegion }: CollectingOptions): Partial<CollectSource> {
  if (source === "api" && (aggregator !== undefined || aggregatorRegion !== undefined)) {
    throw new UserError("aggregator-unused", "an aggregator is named, and EC2 is to be asked", {
      hint: "add --source config, or --source api,config",
    });
  }
  return {
    ...(source === "api" ? {} : { source }),
    ...(aggregator === undefined ? {} : { aggregator }),
    ...(aggregatorRegion === undefined ? {} : { aggregatorRegion }),
  };
}

/** What was saved before the end, and how to go on from there. */
function sayWhatIsLeft(error: unknown, kept: string | undefined, progress: Progress): unknown {
  const goOn = `go on with the same command and --resume`;
  if (error instanceof InterruptedError) {
    if (kept === undefined) {
      return new InterruptedError(`interrupted: ${progress.missing()}; nothing is kept`, {
        hint: "with --snapshot DIR, what was collected would be kept for --resume",
      });
    }
    return new InterruptedError(`interrupted: ${progress.missing()}; the rest is saved in ${kept}`, { hint: goOn });
  }
  if (error instanceof UserError && error.code === "cannot-write" && kept !== undefined && progress.hasSaved()) {
    const { code, message, cause, hint } = error;
    return new UserError(code, message, { cause, hint: `${hint === undefined ? "" : `${hint}; then `}${goOn}` });
  }
  return error;
}

/** Where STS and the list of Regions are asked: the SDK's own setting, else a Region that every account has enabled. */
export function homeRegion(options: Pick<CollectingOptions, "region">, { env }: Terminal): string {
  return env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || options.region?.[0] || "us-east-1";
}
