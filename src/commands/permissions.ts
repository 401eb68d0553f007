import { UserError } from "../errors.ts";
import {
  cloudFormationFor,
  policiesFor,
  terraformFor,
  type PermissionSettings,
  type ScanRole,
} from "../permissions.ts";
import type { Terminal } from "./terminal.ts";

interface PermissionsOptions extends PermissionSettings {
  format: "iam" | "cloudformation" | "terraform";
  role?: ScanRole | undefined;
}

/** Prints what to grant; grants nothing. */
export function permissions(options: PermissionsOptions, terminal: Terminal): void {
  const { format, role, ...settings } = options;
  checkSettings(settings);
  if (role === "member" && settings.source === "config") {
    throw new UserError("permissions-role", "--source config needs no role in the accounts", {
      hint: "print the scanner's policy: --role scanner",
    });
  }
  if (format === "iam") {
    const { member, scanner } = policiesFor(settings);
    const policies = settings.source === "config" ? { scanner } : { member, scanner };
    const shown = role === undefined ? policies : { member, scanner }[role];
    terminal.stdout(`${JSON.stringify(shown, undefined, 2)}\n`);
    return;
  }
  if (role === undefined) {
    throw new UserError("permissions-role", `--format ${format} prints one role at a time`, {
      hint: "add --role member (for each account) or --role scanner (where the scan runs)",
    });
  }
  terminal.stdout(format === "cloudformation" ? cloudFormationFor(role, settings) : terraformFor(role, settings));
}

const shapes = [
  ["roleName", "--role-name", /^[\w+=,.@/-]{1,512}$/, "a role's name, with its path if it has one"],
  ["scannerRoleArn", "--scanner-role-arn", /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, "the ARN of a role"],
  [
    "externalId",
    "--external-id",
    /^[\w+=,.@:/-]{2,1224}$/,
    "an external id of 2 to 1,224 letters, digits and +=,.@:/-",
  ],
  ["organizationId", "--organization-id", /^o-[a-z0-9]{10,32}$/, "the id of an organization, such as o-exampleorgid"],
  ["partition", "--partition", /^aws[a-z-]*$/, "a partition, such as aws or aws-cn"],
] as const;

/** A policy with a mistyped part would grant something else, or nothing. */
function checkSettings(settings: PermissionSettings): void {
  for (const [member, option, shape, what] of shapes) {
    const value = settings[member];
    if (value !== undefined && !shape.test(value)) {
      throw new UserError("permissions-option", `${option} takes ${what}, not "${value}"`);
    }
  }
}
