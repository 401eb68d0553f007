import type { CollectEvent } from "../scan.ts";
import type { Terminal } from "./terminal.ts";

export interface Progress {
  onEvent: (event: CollectEvent) => void;
  /** What has not been collected, in words. */
  missing: () => string;
  /** Whether any account-Region is finished. */
  hasSaved: () => boolean;
  /** Leaves the terminal as it was. */
  stop: () => void;
}

interface Counts {
  accounts: number;
  entered: number;
  denied: number;
  regions: number;
  regionsDone: number;
  calls: number;
  throttles: number;
  /** Milliseconds that requests waited for limits, summed up over all of them. */
  waitedMs: number;
  /** The account-Regions that are not finished, of each account that has been entered. */
  open: Map<string, number>;
}

const repaintEveryMs = 100;
/** A log file wants a line now and then, not an animation. */
const plainLineEveryMs = 30_000;

/** Says on stderr how far collecting is: one repainting line on a terminal, plain lines elsewhere. */
export function showProgress(terminal: Terminal, quiet: boolean): Progress {
  const counts: Counts = {
    accounts: 0,
    entered: 0,
    denied: 0,
    regions: 0,
    regionsDone: 0,
    calls: 0,
    throttles: 0,
    waitedMs: 0,
    open: new Map(),
  };
  const state = { missing: () => describeMissing(counts), hasSaved: () => counts.regionsDone > 0 };
  if (quiet) return { ...state, onEvent: (event) => count(counts, event), stop: () => {} };
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  const line = () => describe(counts, elapsed());
  const every = terminal.isInteractive ? repaintEveryMs : plainLineEveryMs;
  const paint = () =>
    terminal.stderr(terminal.isInteractive ? `\r\u001b[2K${line().slice(0, terminal.width - 1)}` : `${line()}\n`);
  const timer = setInterval(paint, every);
  timer.unref();
  return {
    ...state,
    onEvent(event) {
      count(counts, event);
      const notice = noticeOf(event);
      if (notice !== undefined) terminal.stderr(`${terminal.isInteractive ? "\r\u001b[2K" : ""}${notice}\n`);
    },
    stop() {
      clearInterval(timer);
      if (terminal.isInteractive) terminal.stderr("\r\u001b[2K");
      terminal.stderr(`${describe(counts, elapsed(), true)}\n`);
    },
  };
}

function count(counts: Counts, event: CollectEvent): void {
  switch (event.kind) {
    case "accounts-found":
      counts.accounts = event.scanned;
      break;
    case "account-entered":
      counts.entered += 1;
      counts.regions += event.regions;
      counts.open.set(event.account, event.regions);
      break;
    case "account-denied":
      counts.denied += 1;
      break;
    case "region-collected":
      counts.regionsDone += 1;
      counts.open.set(event.account, (counts.open.get(event.account) ?? 1) - 1);
      break;
    case "call":
      counts.calls += 1;
      break;
    case "held-back":
      if (event.cause === "throttle") counts.throttles += 1;
      if (event.cause !== "fault") counts.waitedMs += event.ms;
      break;
    case "units-unnamed":
      break;
  }
}

function noticeOf(event: CollectEvent): string | undefined {
  if (event.kind === "account-denied") return `account ${event.account} cannot be entered: ${event.reason}`;
  if (event.kind === "units-unnamed") return `organizational units are shown by their ids: ${event.reason}`;
  return undefined;
}

function describe(counts: Counts, elapsedMs: number, isOver = false): string {
  const accounts = counts.denied === 0 ? "" : ` (${counts.denied} denied)`;
  const parts = [
    `collecting: ${counts.entered + counts.denied}/${counts.accounts} accounts${accounts}`,
    isOver ? `${counts.regionsDone} Regions` : `${counts.regionsDone}/${counts.regions} Regions`,
    `${counts.calls} calls`,
    ...describeThrottling(counts),
    seconds(elapsedMs),
  ];
  const left = isOver ? undefined : timeLeft(counts, elapsedMs);
  return parts.join(", ") + (left === undefined ? "" : `, about ${seconds(left)} left`);
}

/** The waiting is that of all requests together, which wait side by side. */
function describeThrottling({ throttles, waitedMs }: Counts): string[] {
  if (throttles === 0 && waitedMs < 1000) return [];
  return [`${throttles} throttled, ${seconds(waitedMs)} of requests' time lost to limits`];
}

/** How many accounts are named. */
const maxNamed = 5;

function describeMissing({ accounts, entered, denied, open }: Counts): string {
  if (accounts === 0) return "nothing has been collected";
  const unfinished = [...open].filter(([, regions]) => regions > 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const regions = unfinished.reduce((sum, [, count]) => sum + count, 0);
  const named = unfinished.slice(0, maxNamed).map(([account]) => account);
  const more = unfinished.length > maxNamed ? ` and ${unfinished.length - maxNamed} more` : "";
  const parts = [
    ...(regions === 0 ? [] : [`${regions} Regions of ${named.join(", ")}${more}`]),
    ...(entered + denied === accounts ? [] : [`${accounts - entered - denied} of ${accounts} accounts`]),
  ];
  return parts.length === 0 ? "nothing is missing" : `${parts.join(" and ")} are missing`;
}

/** Regions take about as long as each other; Regions of accounts not entered yet are guessed by those that were. */
function timeLeft(counts: Counts, elapsedMs: number): number | undefined {
  if (counts.regionsDone < 3 || counts.entered === 0) return undefined;
  const perAccount = counts.regions / counts.entered;
  const expected = counts.regions + (counts.accounts - counts.entered - counts.denied) * perAccount;
  const left = (elapsedMs / counts.regionsDone) * (expected - counts.regionsDone);
  return left < 500 ? undefined : left;
}

function seconds(ms: number): string {
  const whole = Math.round(ms / 1000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
