import { diagnose, type Diagnosis, type Grant } from "../doctor.ts";
import { homeRegion, type CollectingOptions } from "./collecting.ts";
import { exitCodes } from "./exit-codes.ts";
import { formatTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

interface DoctorOptions extends Omit<CollectingOptions, "shard" | "quiet"> {
  format: "text" | "json";
  everyRegion?: true | undefined;
}

/** A preflight need not outlast a long throttling: it is soon run again. */
const maxAttempts = 4;

/** Says whether a scan with the same options would see everything, and what to grant where it would not. */
export async function doctor(options: DoctorOptions, terminal: Terminal): Promise<void> {
  const diagnosis = await diagnose({
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
    everyRegion: options.everyRegion === true,
  });
  const text = options.format === "json" ? `${JSON.stringify(diagnosis, undefined, 2)}\n` : formatDiagnosis(diagnosis);
  terminal.stdout(text);
  terminal.setExitCode(diagnosis.isReady ? exitCodes.clean : exitCodes.incomplete);
}

function formatDiagnosis(diagnosis: Diagnosis): string {
  const { caller, organization, accounts, skipped, grants, isReady } = diagnosis;
  const where = organization === null ? "none, or it may not be read" : organization.id;
  const left = skipped.length === 0 ? "" : `, ${skipped.length} left alone`;
  const head = [
    `caller        ${plain(caller.arn)}`,
    `organization  ${plain(where)}`,
    `accounts      ${accounts.length} to read${left}`,
  ];
  const legend = `APIs: ${signs.allowed} allowed  ${signs.refused} refused  ${signs.unasked} not asked there, in this order:`;
  const verdict = isReady
    ? "Ready: nothing that was asked is refused."
    : `Not ready: ${grants.length} ${grants.length === 1 ? "thing is" : "things are"} missing.`;
  const blocks = [
    head.join("\n"),
    `${formatMatrix(diagnosis)}\n${legend}\n${orderedApis(diagnosis)}`,
    ...skippedBlock(diagnosis),
    ...grants.map(formatGrant),
    verdict,
  ];
  return `${blocks.join("\n\n")}\n`;
}

const signs = { allowed: "●", refused: "✕", unasked: "·" } as const;

/** A row for each account, and for each of its Regions where APIs were asked in more than one. */
function formatMatrix({ accounts, apis }: Diagnosis): string {
  const rows = accounts.flatMap(({ account, entry, regions }) => {
    const enabled = regions.filter(({ isEnabled }) => isEnabled);
    const open = enabled.filter(({ apis }) => apis.DescribeVpcs === "allowed");
    const name = `${account.id}  ${plain(account.name)}`.trimEnd();
    if (typeof entry !== "string") return [[name, "refused", "-", ""]];
    const asked = enabled.filter((region) => Object.keys(region.apis).length > 1);
    const lines = asked.map(({ region, apis: probed }) => {
      const marks = apis.map((api) => {
        const outcome = probed[api];
        return outcome === undefined ? signs.unasked : outcome === "allowed" ? signs.allowed : signs.refused;
      });
      return `${inFives(marks)}  ${region}`;
    });
    const [first = "", ...more] = lines;
    const head = [name, entry, `${open.length} of ${enabled.length}`, first];
    return [head, ...more.map((line) => ["", "", "", line])];
  });
  return formatTable(["ACCOUNT", "ROLE", "REGIONS", "APIS"], rows).trimEnd();
}

function inFives(marks: readonly string[]): string {
  return marks.join("").replaceAll(/.{5}(?=.)/gu, "$& ");
}

function orderedApis({ apis }: Diagnosis): string {
  const lines: string[] = [];
  for (let from = 0; from < apis.length; from += 5) {
    lines.push(`  ${String(from + 1).padStart(2)}  ${apis.slice(from, from + 5).join(", ")}`);
  }
  return lines.join("\n");
}

function skippedBlock({ skipped }: Diagnosis): string[] {
  if (skipped.length === 0) return [];
  const lines = skipped.map(({ account, reason }) => `  ${account.id}  ${plain(account.name)}: ${plain(reason)}`);
  return [["Left alone:", ...lines].join("\n")];
}

const mostAccounts = 10;

function formatGrant({ where, what, actions, accounts, statement }: Grant): string {
  const more = accounts.length > mostAccounts ? ` and ${accounts.length - mostAccounts} more` : "";
  const lines = [
    `${titles[where]}: ${plain(what)}`,
    // A statement names them by itself.
    ...(statement === undefined && actions.length > 0 ? wrapList(actions) : []),
    `  in ${accounts.slice(0, mostAccounts).join(", ")}${more}`,
    ...(statement === undefined ? [] : [`  ${advice[where]}:`, indent(JSON.stringify(statement, undefined, 2))]),
  ];
  return lines.join("\n");
}

/** Three to a line, which fits beside their long names. */
function wrapList(actions: readonly string[]): string[] {
  const lines: string[] = [];
  for (let from = 0; from < actions.length; from += 3) lines.push(`  ${actions.slice(from, from + 3).join(", ")}`);
  return lines;
}

const titles = {
  "member role": "MEMBER ROLE",
  "member role's policy": "MEMBER ROLE'S POLICY",
  "scanner's policy": "SCANNER'S POLICY",
  "service control policy": "SERVICE CONTROL POLICY",
  "resource control policy": "RESOURCE CONTROL POLICY",
  "permissions boundary": "PERMISSIONS BOUNDARY",
  "session policy": "SESSION POLICY",
  "VPC endpoint policy": "VPC ENDPOINT POLICY",
  elsewhere: "ELSEWHERE",
} as const satisfies Record<Grant["where"], string>;

const exempt = "it is denied by the organization; let the policy spare the role, or allow it, for";
const missing = "missing statement";

const advice = {
  "member role": missing,
  "member role's policy": missing,
  "scanner's policy": missing,
  "service control policy": exempt,
  "resource control policy": exempt,
  "permissions boundary": "the boundary of the role has to allow",
  "session policy": "the policy that the session was made with has to allow",
  "VPC endpoint policy": "the policy of the endpoint through which EC2's API is called has to allow",
  elsewhere: missing,
} as const satisfies Record<Grant["where"], string>;

function indent(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}

/** Names and messages come from AWS: nothing in them may command the terminal. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}
