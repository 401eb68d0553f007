import {
  accountActions,
  aggregatorActions,
  networkActions,
  organizationActions,
  regionActions,
} from "./collectors/actions.ts";
import { memberTemplate, scannerTemplate } from "./iam/cloudformation.ts";
import {
  aggregatorPolicy,
  memberPolicy,
  memberTrust,
  scannerPolicy,
  type NeededActions,
  type PolicyDocument,
  type RoleSettings,
} from "./iam/policies.ts";
import { memberModule, scannerModule } from "./iam/terraform.ts";

/** A role that a scan needs: the member role in each account, and the scanner, which enters them. */
export type ScanRole = "member" | "scanner";

export interface RolePolicies {
  permissions: PolicyDocument;
  /** Who may assume it; absent for the scanner, which is whatever identity the scan runs as. */
  trust?: PolicyDocument;
}

export type PermissionSettings = Omit<RoleSettings, "scannerRoleArn"> & {
  scannerRoleArn?: string | undefined;
  /** As of the scan; with `config` alone there is no member role. */
  source?: "api" | "config" | "api,config";
};

/** The policies that a scan needs, exactly: read off the table of collectors and the calls around it. */
export function policiesFor(settings: PermissionSettings): Record<ScanRole, RolePolicies> {
  const actions = neededActions(settings);
  const complete = withScanner(settings);
  const scanner = settings.source === "config" ? aggregatorPolicy(actions) : scannerPolicy(actions, complete);
  return {
    member: { permissions: memberPolicy(actions), trust: memberTrust(complete) },
    scanner: { permissions: scanner },
  };
}

export function cloudFormationFor(role: ScanRole, settings: PermissionSettings): string {
  const { member, scanner } = policiesFor(settings);
  if (role === "scanner") return scannerTemplate(scanner.permissions);
  return memberTemplate({ ...sourcesOf(settings), policy: member.permissions });
}

export function terraformFor(role: ScanRole, settings: PermissionSettings): string {
  const { member, scanner } = policiesFor(settings);
  if (role === "scanner") return scannerModule(scanner.permissions);
  return memberModule({ ...sourcesOf(settings), policy: member.permissions });
}

function neededActions({ source = "api" }: PermissionSettings): NeededActions {
  return {
    network: networkActions(),
    organization: organizationActions,
    // Without the policy for the network of its own account, the scanner still asks there which Regions there are.
    regions: source === "config" ? [...regionActions, ...accountActions] : regionActions,
    aggregator: source === "api" ? [] : aggregatorActions,
  };
}

function sourcesOf(settings: PermissionSettings) {
  const { roleName, scannerRoleArn } = settings;
  return { roleName, scannerRoleArn, trust: memberTrust(withScanner(settings)) };
}

/** The placeholder is no valid ARN: IAM refuses a policy in which it was forgotten. */
function withScanner(settings: PermissionSettings): RoleSettings {
  const placeholder = `arn:${settings.partition}:iam::SCANNER_ACCOUNT_ID:role/SCANNER_ROLE_NAME`;
  return { ...settings, scannerRoleArn: settings.scannerRoleArn ?? placeholder };
}
